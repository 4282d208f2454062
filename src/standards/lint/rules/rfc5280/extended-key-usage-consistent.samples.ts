import {
  critical,
  leaf,
  purposes,
  usage,
  type CertificateSamples,
} from '../../certificates.samples.ts';

const [serverAuth, codeSigning, own] = ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.3', '1.2.3'];

export const samples: CertificateSamples = {
  good: [
    leaf({ with: [critical(purposes(serverAuth))] }),
    leaf({ with: [purposes(codeSigning), usage('key_encipherment')] }),
    leaf({ with: [critical(purposes(own)), usage('crl_sign')] }),
    leaf({ with: [critical(purposes(serverAuth, codeSigning)), usage('key_agreement')] }),
    leaf({ with: [critical(purposes(codeSigning))], without: ['key_usage'] }),
  ],
  bad: {
    'No extended key usage is consistent': [
      leaf({ with: [critical(purposes(codeSigning)), usage('key_encipherment')] }),
      leaf({ with: [critical(purposes(serverAuth, codeSigning)), usage('crl_sign')] }),
    ],
  },
};
