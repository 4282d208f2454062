import { encodeDer, oid, octetString, integer, sequence } from '#der';
import { encodeCertId, issuerId } from '#x509';
import { issuingCertificate, rootCertificate } from '../../certificates.samples.ts';
import { response, single, unknown, type OcspSamples } from '../../ocsp.samples.ts';

const foreign = encodeCertId(issuerId(rootCertificate, 'SHA1'), '40AA');
const mixed = encodeCertId(
  {
    ...issuerId(issuingCertificate, 'SHA-256'),
    keyHash: issuerId(rootCertificate, 'SHA-256').keyHash,
  },
  '40AA',
);
const unknownHash = encodeDer(
  sequence(
    sequence(oid('1.2.3')),
    octetString(new Uint8Array(20)),
    octetString(new Uint8Array(20)),
    integer(0x40aa),
  ),
);
const own = encodeCertId(issuerId(issuingCertificate, 'SHA-256'), '40AA');

export const samples: OcspSamples = {
  good: [
    response(),
    response({ responses: [single(), single({ certIdDer: own })] }),
    response({ responses: [single({ certIdDer: foreign, status: unknown() })] }),
  ],
  bad: {
    'An answer is about a certificate of another issuer': [
      response({ responses: [single(), single({ certIdDer: foreign })] }),
      response({ responses: [single({ certIdDer: mixed })] }),
      response({ responses: [single({ certIdDer: unknownHash })] }),
    ],
  },
};
