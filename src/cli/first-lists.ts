import type { App } from '#app';
import type { Authority, Unlock } from '#authorities';
import { isCaError } from '#base';
import type { Context } from './context.ts';

/**
 * Makes the first revocation lists and the first OCSP responder of a new authority while its password is at hand: no
 * server may be running, or it may never be told the password. That one failed is said and changes nothing: the authority
 * is there.
 */
export async function makeFirstLists(
  { err }: Context,
  app: App,
  authority: Authority,
  unlock: Unlock | undefined,
): Promise<void> {
  const acts = {
    'No revocation lists yet': () => app.crl.generate(authority, { actor: 'cli', unlock }),
    'No OCSP responder yet': () => app.ocsp.renewResponder(authority, { actor: 'cli', unlock }),
  };
  for (const [words, act] of Object.entries(acts)) {
    try {
      await act();
    } catch (error) {
      if (!isCaError(error)) throw error;
      err.line(`${words}: ${error.detail}`);
    }
  }
}
