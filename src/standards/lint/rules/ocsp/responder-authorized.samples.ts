import { encodeCertId, issuerId } from '#x509';
import { authority, certificateOf, leaf, purposes, usage } from '../../certificates.samples.ts';
import { delegate, response, single, type OcspSamples } from '../../ocsp.samples.ts';

const issuer = certificateOf(authority({ with: [usage('digital_signature', 'key_cert_sign')] }));
const other = certificateOf(authority({ subject: 'CN=Other' }));
const certIdDer = encodeCertId(issuerId(issuer, 'SHA-256'), '40AA');

export const samples: OcspSamples = {
  good: [response(), response({ issuer, responder: issuer, responses: [single({ certIdDer })] })],
  bad: {
    'The responder has no certificate from the issuer': response({
      responder: delegate({ issuer: other }),
    }),
    'The certificate of the responder lacks': [
      response({ responder: certificateOf(leaf()) }),
      response({ responder: certificateOf(leaf({ with: [purposes('2.5.29.37.0')] })) }),
      response({ responder: certificateOf(leaf({ without: ['extended_key_usage'] })) }),
    ],
  },
};
