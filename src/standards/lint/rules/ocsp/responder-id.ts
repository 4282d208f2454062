import { equalBytes } from '#base';
import { issuerId } from '#x509';
import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/** The responder is named by its own key, as SHA-1 of its octets, or by the subject of its certificate. */
export const responderId: OcspRule = {
  name: 'ocsp_responder_id',
  source: 'RFC 6960 §4.2.2.3',
  check: ({ responder: named }, { responder }) => {
    const matches =
      'keyHash' in named
        ? equalBytes(named.keyHash, issuerId(responder, 'SHA1').keyHash)
        : JSON.stringify(named.name) === JSON.stringify(responder.subject);
    return matches ? undefined : 'The answer names another responder';
  },
};
