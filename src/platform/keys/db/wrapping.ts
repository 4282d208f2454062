import { CaError } from '#base';
import type { Secret } from '#base';
import { readSecret } from '../secret-file.ts';
import type { SecretSource } from '../secret-file.ts';
import { seal, unseal } from './envelope.ts';

/** Whoever reads the database can guess at secrets as fast as machines go: it must not be a word. */
const leastLength = 32;

/** What keys are encrypted with. Every verb throws CaError `key_unavailable` when a secret cannot be had or is too short. */
export interface Wrapping {
  /** Throws unless keys can be encrypted. */
  check(): Promise<void>;
  /** Encrypts what is stored under `id`, and opens there alone. */
  wrap(id: string, content: Uint8Array): Promise<Uint8Array>;
  /** @throws CaError `key_unavailable` also when neither secret opens it. */
  unwrap(id: string, sealed: Uint8Array): Promise<Unwrapped>;
}

/** What was encrypted. */
export interface Unwrapped {
  readonly content: Uint8Array;
  /** Whether under the former secret. */
  readonly former: boolean;
}

/** The secrets of the backend with this alias; both are fetched whenever one is needed. */
export function wrapping(
  alias: string,
  sources: { readonly secret: SecretSource; readonly formerSecret?: SecretSource },
): Wrapping {
  const current = (): Promise<Secret> => longSecret(alias, sources.secret);
  const nameOf = (id: string): string => `stored_key ${id}`;
  return {
    check: async () => void (await current()),
    wrap: async (id, content) => seal(content, await current(), nameOf(id)),
    unwrap: async (id, sealed) => {
      const content = await unseal(sealed, await current(), nameOf(id));
      if (content) return { content, former: false };
      const former = sources.formerSecret && (await readSecret(sources.formerSecret));
      const old = former && (await unseal(sealed, former, nameOf(id)));
      if (old) return { content: old, former: true };
      throw unopened(alias, former !== undefined);
    },
  };
}

async function longSecret(alias: string, source: SecretSource): Promise<Secret> {
  const secret = await readSecret(source);
  if (secret.reveal().length >= leastLength) return secret;
  const detail = `The secret of the key backend ${alias} is too short: it needs ${leastLength} characters or more, as \`openssl rand -base64 32\` gives them.`;
  throw new CaError('key_unavailable', detail);
}

function unopened(alias: string, both: boolean): CaError {
  const detail = both
    ? `Neither secret of the key backend ${alias} opens this key: it was stored under another one, or changed since.`
    : `The secret of the key backend ${alias} does not open this key: it was stored under another one, or changed since.`;
  return new CaError('key_unavailable', detail);
}
