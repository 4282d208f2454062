import { equalBytes, toBase64 } from '#base';
import { findExtension, keyIdentifier, type Certificate } from '#x509';
import type { OcspRule } from '../../unsigned-ocsp-response.ts';

const ocspSigning = '1.3.6.1.5.5.7.3.9';

/** Who answers is the issuer itself, or has a certificate directly from it with the purpose OCSPSigning. */
export const responderAuthorized: OcspRule = {
  name: 'ocsp_responder_authorized',
  source: 'RFC 6960 §4.2.2.2',
  check: (_, { issuer, responder }) => {
    if (equalBytes(issuer.der, responder.der)) return undefined;
    if (!isIssued(responder, issuer)) return 'The responder has no certificate from the issuer';
    return findExtension(responder.extensions, 'extended_key_usage')?.value.includes(
      ocspSigning,
    ) === true
      ? undefined
      : 'The certificate of the responder lacks the extended key usage OCSPSigning';
  },
};

function isIssued(responder: Certificate, issuer: Certificate): boolean {
  const named = findExtension(responder.extensions, 'authority_key_identifier')?.value;
  const own = findExtension(issuer.extensions, 'subject_key_identifier')?.value;
  return (
    equalBytes(responder.issuerDer, issuer.subjectDer) &&
    (named?.key_identifier ?? own) === (own ?? toBase64(keyIdentifier(issuer.spki)))
  );
}
