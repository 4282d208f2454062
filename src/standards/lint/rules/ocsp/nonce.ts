import { equalBytes } from '#base';
import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/** A nonce in an answer is the one of the request, octet for octet; without one in the request there is none. */
export const nonce: OcspRule = {
  name: 'ocsp_nonce',
  source: 'RFC 9654 §2.1',
  check: ({ nonce: found }, { nonce: asked }) => {
    if (!found) return undefined;
    return asked && equalBytes(found, asked)
      ? undefined
      : 'The nonce is not the one of the request';
  },
};
