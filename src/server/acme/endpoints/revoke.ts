import { findBase64Url } from '../base64url.ts';
import { readPayload, revokePayload } from '../payloads.ts';
import { malformed } from '../problem.ts';
import type { Routes } from '../routes.ts';

/** RFC 8555 §7.6: by an account, or by the key of the certificate. */
export function serveRevoke(routes: Routes): void {
  routes.byEither('revoke/', async (call) => {
    const { wire, authority, jws, signer } = call;
    const { certificate, reason } = readPayload(revokePayload, jws);
    const certificateDer = findBase64Url(certificate);
    if (!certificateDer) throw malformed('The certificate is not base64url.');
    const by = 'account' in call ? { account: call.account } : { spki: signer.spki };
    await wire.acme.revoke(authority, { certificateDer, reason, by });
    return { body: {} };
  });
}
