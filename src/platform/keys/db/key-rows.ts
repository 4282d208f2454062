import { CaError, randomOctets, systemClock, toHex } from '#base';
import type { KeyMedium } from '../software-keys.ts';
import type { KeyStore } from './store.ts';
import type { Wrapping } from './wrapping.ts';

const shape = /^[0-9a-f]{32}$/;

/** Whether `id` is one that a row of `stored_key` could have. */
export function isRowId(id: unknown): id is string {
  return typeof id === 'string' && shape.test(id);
}

/** Rows of `stored_key` as a medium: what is written is encrypted first, outside any transaction. */
export function keyRows(store: KeyStore, secrets: Wrapping): KeyMedium {
  return {
    check: async () => {
      await secrets.check();
      const last = await store.findLast();
      if (last !== undefined) (await readRow(store, secrets, last)).content.fill(0);
    },
    write: async (content) => {
      const id = toHex(randomOctets(16));
      const sealed = await secrets.wrap(id, content);
      await store.insert({ id, state: 'pending', sealed, created_ms: systemClock.now() });
      return id;
    },
    keep: async (id) => {
      if (!(await store.keep(id))) throw notThere();
    },
    read: async (id) => (await readRow(store, secrets, id)).content,
    remove: (id) => store.remove(id),
    sweep: async (beforeMs, spared) => {
      const known = new Set(spared);
      const gone = (await store.listPending(beforeMs)).filter((id) => !known.has(id));
      if (gone.length > 0) await store.removePending(gone);
    },
  };
}

/**
 * Encrypts every row anew that the former secret opens; gives how many these were.
 *
 * @throws CaError `key_unavailable` when there are rows that no secret opens, after the others are done.
 */
export async function rewrapRows(store: KeyStore, secrets: Wrapping): Promise<number> {
  const outcomes: boolean[] = [];
  const failures: unknown[] = [];
  for (const id of await store.listIds()) {
    try {
      outcomes.push(await rewrapRow(store, secrets, id));
    } catch (error) {
      failures.push(error);
    }
  }
  const count = outcomes.filter(Boolean).length;
  if (failures.length === 0) return count;
  const [cause] = failures;
  const reason = cause instanceof CaError ? cause.detail : 'unexpected';
  const detail = `${failures.length} of the keys could not be encrypted anew, ${count} were: ${reason}`;
  throw new CaError('key_unavailable', detail, { cause });
}

/** Whether there was need of it. Whoever else did it in the meantime, or destroyed the key, has settled the matter. */
async function rewrapRow(store: KeyStore, secrets: Wrapping, id: string): Promise<boolean> {
  const before = await store.findSealed(id);
  if (!before) return false;
  const { content, former } = await secrets.unwrap(id, before);
  try {
    return former && (await store.replace(id, before, await secrets.wrap(id, content)));
  } finally {
    content.fill(0);
  }
}

async function readRow(
  store: KeyStore,
  secrets: Wrapping,
  id: string,
): Promise<{ content: Uint8Array }> {
  const sealed = await store.findSealed(id);
  if (!sealed) throw notThere();
  return secrets.unwrap(id, sealed);
}

function notThere(): CaError {
  return new CaError('key_unavailable', 'The key is not in the database.');
}
