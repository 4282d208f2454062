import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/**
 * The responder's certificate is valid when the answer is made. Our own: and for as long as any answer in it may be
 * believed, for who keeps the answer checks the responder each time anew.
 */
export const responderValid: OcspRule = {
  name: 'ocsp_responder_valid',
  source: 'RFC 6960 §4.2.2.2',
  check: ({ producedAtMs, responses }, { responder: { notBeforeMs, notAfterMs } }) => {
    if (producedAtMs < notBeforeMs || producedAtMs > notAfterMs)
      return 'The certificate of the responder is not valid when the answer is made';
    return responses.some(({ nextUpdateMs }) => (nextUpdateMs ?? 0) > notAfterMs)
      ? 'An answer is to be believed longer than the certificate of the responder'
      : undefined;
  },
};
