import { isCaError } from '#base';
import { verifyBinding } from '../binding.ts';
import { accountObject } from '../objects.ts';
import { newAccountPayload, readPayload } from '../payloads.ts';
import { AcmeFault } from '../problem.ts';
import type { Routes } from '../routes.ts';
import type { Answer, SignedCall } from '../wire.ts';

/** RFC 8555 §7.3: 201 for a new account, 200 for the one that this key has already. */
export function serveNewAccount(routes: Routes): void {
  routes.byKey('new-account/', async (call) => {
    const { wire, authority, signer } = call;
    const payload = readPayload(newAccountPayload, call.jws);
    const { thumbprint } = signer;
    if (payload.onlyReturnExisting) {
      return answer(call, await wire.acme.getAccount(authority, { thumbprint }), 200);
    }
    const known = await wire.acme.findAccount(authority, { thumbprint });
    if (known) return answer(call, await wire.acme.getAccount(authority, { thumbprint }), 200);
    const { externalAccountBinding } = payload;
    const { account, created } = await withTerms(
      call,
      wire.acme.register(authority, keyOf(signer), {
        contact: payload.contact,
        termsAgreed: payload.termsOfServiceAgreed,
        client: call.client,
        ...(externalAccountBinding !== undefined && {
          binding: await verifyBinding(call, externalAccountBinding),
        }),
      }),
    );
    return answer(call, account, created ? 201 : 200);
  });
}

type Account = Parameters<typeof accountObject>[1];

function answer(call: SignedCall, account: Account, status: number): Answer {
  const location = call.wire.acme.accountUrl(account);
  return { status, headers: { location }, body: accountObject(call, account) };
}

function keyOf({ spki, thumbprint, jwk, algorithm }: SignedCall['signer']): Account['key'] {
  return { spki, thumbprint, jwk, algorithm };
}

/** Whoever must agree to the terms is told where they are (RFC 8555 §7.3.3). */
async function withTerms<T>({ wire, authority }: SignedCall, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isCaError(error, 'terms_not_agreed')) throw error;
    const { termsOfService } = await wire.acme.meta(authority);
    throw new AcmeFault('userActionRequired', 403, error.detail, {
      headers: { link: `<${termsOfService}>;rel="terms-of-service"` },
    });
  }
}
