import { keyIdentifier, name, nameDer } from '#x509';
import { issuingCertificate } from '../../certificates.samples.ts';
import { delegate, response, type OcspSamples } from '../../ocsp.samples.ts';

const { subjectDer } = delegate();

export const samples: OcspSamples = {
  good: [response(), response({ responderName: subjectDer })],
  bad: {
    'The answer names another responder': [
      response({ responderKeyHash: keyIdentifier(issuingCertificate.spki) }),
      response({ responderName: nameDer(name('CN=Other')) }),
    ],
  },
};
