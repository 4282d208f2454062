import { findExtension } from '#x509';
import type { OcspRule } from '../../unsigned-ocsp-response.ts';

/** Who signs anything but certificates and CRLs has digitalSignature or nonRepudiation, where the key usage is limited. */
export const responderKeyUsage: OcspRule = {
  name: 'ocsp_responder_key_usage',
  source: 'RFC 5280 §4.2.1.3, §4.2.1.12',
  check: (_, { responder }) => {
    const usages = findExtension(responder.extensions, 'key_usage')?.value;
    return !usages || usages.includes('digital_signature') || usages.includes('content_commitment')
      ? undefined
      : 'The key of the responder may not sign answers';
  },
};
