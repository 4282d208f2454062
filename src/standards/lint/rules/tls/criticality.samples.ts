import {
  constraints,
  critical,
  policies,
  purposes,
  server,
  usage,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const serverAuth = purposes('1.3.6.1.5.5.7.3.1');
const policy = policies({ policy_identifier: '1.2.3', policy_qualifiers: null });

export const samples: CertificateSamples = {
  good: [server(), server({ with: [policy] })],
  bad: {
    'The extension Key Usage is not critical': server({
      with: [critical(usage('digital_signature'), false)],
    }),
    'The extension Basic Constraints is not critical': server({
      with: [constraints(false, null, false)],
    }),
    'The extension Extended Key Usage is critical': server({ with: [critical(serverAuth)] }),
    'The extension Certificate Policies is critical': server({ with: [critical(policy)] }),
  },
};
