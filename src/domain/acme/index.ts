/**
 * ACME, per authority: accounts and the keys they are bound by, orders, authorizations, challenges, what moves them and
 * what may be asked for. Proofs are looked for and certificates issued by jobs, outside any transaction; each change of
 * state is one transaction with its event. Knows no HTTP, no JWS, no nonce but as text that was spent; the validators
 * know how a proof looks, and `#net` how to get there.
 *
 * Tables: `acme_policy`, `acme_account`, `acme_binding`, `acme_order`, `acme_order_authorization`, `acme_authorization`,
 * `acme_challenge`, `acme_nonce`, `acme_secret`. Events: `acme_policy.changed`, `acme_account.registered`, `.updated`, `.rekeyed`,
 * `.deactivated`, `.revoked`, `acme_binding.created`, `.revoked`, `acme_order.placed`, `.finalized`, `.issued`, `.failed`,
 * `.expired`, `acme_authorization.placed`, `.deactivated`, `.expired`, `acme_challenge.answered`, `.retried`, `.passed`,
 * `.failed`.
 *
 * RFC 8555 (ACME), 8737 and 8738 (tls-alpn-01, addresses), 8659 and 8657 (CAA), 9444 (subdomains), 9773 (renewal
 * information), draft-ietf-acme-profiles, -dns-account-label, -dns-persist.
 */
import type { Authority } from '#authorities';
import { changeKey, endAccount, findAccount, getAccount, updateAccount } from './accounts.ts';
import type { Acme } from './acme.ts';
import {
  deactivateAuthorization,
  getAuthorization,
  getChallenge,
  newAuthorization,
} from './authorizations.ts';
import { createBindings } from './bindings.ts';
import { certificateChains } from './certificate-chains.ts';
import type { AcmeOptions, Context } from './context.ts';
import { finalize } from './finalize.ts';
import { defineIssueJob } from './issue.ts';
import { requireOpen } from './law.ts';
import { metaOf } from './meta.ts';
import { newOrder } from './new-order.ts';
import { nonceKey, spendNonce } from './nonces.ts';
import { getOrder, listOrders, ordersOf } from './orders.ts';
import { policyOf, savePolicy } from './policy.ts';
import { register } from './register.ts';
import { renewalInfo } from './renewal-info.ts';
import { respond } from './respond.ts';
import { revoke } from './revoke.ts';
import { toAccount } from './rows.ts';
import { createStore } from './store.ts';
import { defineTimetable, startTimetable } from './sweep.ts';
import { defineTryJob } from './try.ts';

export type {
  Acme,
  AcmeMeta,
  Bindings,
  NewAuthorization,
  NewBinding,
  NewOrder,
  OrderPage,
  Registration,
  Revoker,
} from './acme.ts';
export type { AcmeOptions, ProfileBook } from './context.ts';
export { migrations } from './migrations.ts';
export type { AcmeLimits, AcmePolicy, PolicyChanges } from './policy.ts';
export { challengeTypes } from './record.ts';
export type {
  AccountKey,
  AcmeAccount,
  AcmeAuthorization,
  AcmeBinding,
  AcmeChallenge,
  AcmeOrder,
  AcmeProblem,
  AcmeProblemType,
  ChallengeType,
  Identifier,
  OrderIdentifier,
  RenewalInfo,
} from './record.ts';
export { ChallengeFailure } from './validator.ts';
export type { ChallengeValidator, PendingChallenge } from './validator.ts';
export { validators } from './validators/table.ts';

/** Makes the room and tells the queue how proofs are looked for and certificates issued. */
export function createAcme(options: AcmeOptions): Acme {
  const context: Context = {
    ...options,
    store: createStore(options.db),
    validators: new Map(options.validators.map((each) => [each.type, each])),
  };
  defineTryJob(context);
  defineIssueJob(context);
  defineTimetable(context);
  return Object.freeze<Acme>({
    ...authorityVerbs(context),
    ...accountVerbs(context),
    ...orderVerbs(context),
    nonceKey: () => nonceKey(context),
    spendNonce: (nonce, expiresMs) => spendNonce(context, nonce, expiresMs),
    start: () => startTimetable(context),
  });
}

function authorityVerbs(
  context: Context,
): Pick<
  Acme,
  'policy' | 'setPolicy' | 'requireOpen' | 'meta' | 'bindings' | 'revoke' | 'renewalInfo'
> {
  return {
    policy: (authorityId) => policyOf(context.store, authorityId),
    setPolicy: (authorityId, changes, how) => savePolicy(context, authorityId, changes, how),
    requireOpen: (authority) => requireOpen(context, authority),
    meta: (authority) => metaOf(context, authority),
    bindings: createBindings(context),
    revoke: (authority, request) => revoke(context, authority, request),
    renewalInfo: (authority, id) => renewalInfo(context, authority, id),
  };
}

function accountVerbs(
  context: Context,
): Pick<
  Acme,
  | 'register'
  | 'findAccount'
  | 'getAccount'
  | 'listAccounts'
  | 'accountUrl'
  | 'updateAccount'
  | 'deactivateAccount'
  | 'revokeAccount'
  | 'changeKey'
> {
  return {
    register: (authority, key, registration) => register(context, authority, key, registration),
    findAccount: (authority, by) => findAccount(context, authority, by),
    getAccount: (authority, by) => getAccount(context, authority, by),
    listAccounts: async ({ id }: Authority) =>
      (await context.store.accounts.list(id)).map(toAccount),
    accountUrl: ({ authoritySerial, slug }) => context.accountUrl(authoritySerial, slug),
    updateAccount: (account, changes) => updateAccount(context, account, changes),
    deactivateAccount: (account) => endAccount(context, account, 'deactivated'),
    revokeAccount: (account, { actor = 'library' } = {}) =>
      endAccount(context, account, 'revoked', actor),
    changeKey: (account, key) => changeKey(context, account, key),
  };
}

function orderVerbs(
  context: Context,
): Pick<
  Acme,
  | 'listOrders'
  | 'ordersOf'
  | 'newOrder'
  | 'getOrder'
  | 'newAuthorization'
  | 'getAuthorization'
  | 'deactivateAuthorization'
  | 'getChallenge'
  | 'respond'
  | 'finalize'
  | 'certificateChains'
> {
  return {
    listOrders: (account, after) => listOrders(context, account, after),
    ordersOf: (authority) => ordersOf(context, authority),
    newOrder: (account, order) => newOrder(context, account, order),
    getOrder: (account, slug) => getOrder(context, account, slug),
    newAuthorization: (account, identifier) => newAuthorization(context, account, identifier),
    getAuthorization: (account, slug) => getAuthorization(context, account, slug),
    deactivateAuthorization: (account, slug) => deactivateAuthorization(context, account, slug),
    getChallenge: (account, slug) => getChallenge(context, account, slug),
    respond: (account, slug) => respond(context, account, slug),
    finalize: (account, slug, csrDer) => finalize(context, account, slug, csrDer),
    certificateChains: (account, slug) => certificateChains(context, account, slug),
  };
}
