import { CaError, present, randomOctets, randomText, Secret, toBase64Url } from '#base';
import type { Authority } from '#authorities';
import type { UsedBindingRow } from './account-store.ts';
import type { Bindings, NewBinding } from './acme.ts';
import type { Context } from './context.ts';
import { isNameRule } from './name-rules.ts';
import { toBinding } from './rows.ts';
import type { Trx } from './tables.ts';

const keyIdLength = 20;
const keyOctets = 32;
const maxDescription = 200;
const maxNames = 1000;

/** The verbs about keys for external account bindings. */
export function createBindings(context: Context): Bindings {
  const { clock, store } = context;
  return Object.freeze<Bindings>({
    create: (authority, binding = {}) => createBinding(context, authority, binding),
    list: async ({ id }) => {
      const rows = await store.accounts.listBindings(id);
      return rows.map((row) => toBinding(row, clock.now()));
    },
    revoke: (authority, keyId, { actor = 'library' } = {}) =>
      revokeBinding(context, authority, keyId, actor),
    key: async (authority, keyId) => {
      const row = await requireOpenBinding(context, undefined, authority, keyId);
      return new Secret(present(row.secret, 'key of an open binding'));
    },
  });
}

/** One that may bind now; throws `unauthorized` in the same words for any other. */
export async function requireOpenBinding(
  { clock, store }: Context,
  trx: Trx | undefined,
  { id }: Authority,
  keyId: string,
): Promise<UsedBindingRow> {
  const row = await store.accounts.findBinding({ authorityId: id, keyId }, trx);
  if (!row || toBinding(row, clock.now()).status !== 'open')
    throw new CaError('unauthorized', 'No account can be bound with this key.');
  return row;
}

async function createBinding(
  context: Context,
  authority: Authority,
  binding: NewBinding,
): ReturnType<Bindings['create']> {
  const { clock, db, events, store } = context;
  const { description = '', profile = null, names = [], expires, actor = 'library' } = binding;
  checkBinding(context, binding);
  const secret = toBase64Url(randomOctets(keyOctets));
  const keyId = randomText(keyIdLength);
  const row = await db.transaction(async (trx: Trx) => {
    const id = await store.accounts.insertBinding(trx, {
      key_id: keyId,
      authority_id: authority.id,
      status: 'open',
      secret,
      description,
      profile,
      names: JSON.stringify(names),
      created_ms: clock.now(),
      expires_ms: expires?.getTime() ?? null,
    });
    const about = { actor, authorityId: authority.id, binding: keyId, profile, names };
    await events.record(trx, 'acme_binding.created', about);
    return present(await store.accounts.findBinding({ id }, trx), 'new binding');
  });
  return { record: toBinding(row, clock.now()), key: new Secret(secret) };
}

function checkBinding(
  { clock, profiles }: Context,
  { description = '', profile, names = [], expires }: NewBinding,
): void {
  if (description.length > maxDescription)
    throw new CaError('bad_request', `A description has at most ${maxDescription} characters.`);
  if (profile !== undefined && !profiles.find(profile))
    throw new CaError('not_found', `${profile}: Profile is not defined.`);
  const wrong = names.find((name) => !isNameRule(name));
  if (wrong !== undefined || names.length > maxNames)
    throw new CaError('bad_request', `${wrong ?? maxNames}: not a rule for names.`);
  if (expires && !(expires.getTime() > clock.now()))
    throw new CaError('bad_request', 'A binding must end in the future.');
}

async function revokeBinding(
  { clock, db, events, store }: Context,
  { id: authorityId }: Authority,
  keyId: string,
  actor: string,
): ReturnType<Bindings['revoke']> {
  return db.transaction(async (trx: Trx) => {
    const row = await store.accounts.findBinding({ authorityId, keyId }, trx);
    if (!row || !(await store.accounts.closeBinding(trx, row.id, 'revoked')))
      throw new CaError('not_found', 'There is no such binding that is not used or revoked.');
    await events.record(trx, 'acme_binding.revoked', { actor, authorityId, binding: keyId });
    const revoked = present(await store.accounts.findBinding({ id: row.id }, trx), 'binding');
    return toBinding(revoked, clock.now());
  });
}
