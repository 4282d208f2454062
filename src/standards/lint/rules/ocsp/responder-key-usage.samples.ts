import { usage } from '../../certificates.samples.ts';
import { delegate, response, type OcspSamples } from '../../ocsp.samples.ts';

export const samples: OcspSamples = {
  good: [
    response(),
    response({ responder: delegate({ with: [usage('content_commitment')] }) }),
    response({ responder: delegate({ without: ['key_usage'] }) }),
  ],
  bad: {
    'The key of the responder may not sign answers': response({
      responder: delegate({ with: [usage('key_agreement')] }),
    }),
  },
};
