import { CaError, isCaError } from '#base';
import type { App } from '#app';
import type { Authority } from '#authorities';
import type { ArgumentSpec } from './command.ts';

/** Which authorities a command is for. */
export interface ChosenAuthorities {
  readonly authorities?: readonly string[];
  readonly exclude?: readonly string[];
}

/** Names them. */
export const authoritiesArgument: ArgumentSpec<Pick<ChosenAuthorities, 'authorities'>> = {
  key: 'authorities',
  name: '[authorities...]',
  help: 'Name, CN or serial of each (default: all that may sign).',
};

/**
 * The authorities that are named; where none is, all that may sign, but for those to leave out.
 *
 * @throws CaError `not_found`, `bad_request` when both are given or a text means several.
 */
export async function chooseAuthorities(
  app: App,
  { authorities = [], exclude = [] }: ChosenAuthorities,
): Promise<readonly Authority[]> {
  if (authorities.length > 0 && exclude.length > 0)
    throw new CaError('bad_request', 'Name the authorities, or those to leave out, but not both.');
  if (authorities.length > 0)
    return Promise.all(authorities.map((text) => app.authorities.resolve(text)));
  const without = await Promise.all(exclude.map((text) => app.authorities.resolve(text)));
  const all = await app.authorities.list();
  return all.filter(
    (authority) => isUsable(app, authority) && !without.some(({ id }) => id === authority.id),
  );
}

/** Does `act` for each of them; one that fails does not keep the others from theirs. Throws the first failure at the end. */
export async function forEachAuthority(
  chosen: readonly Authority[],
  act: (authority: Authority) => Promise<void>,
  tell: (line: string) => void,
): Promise<void> {
  const failures: CaError[] = [];
  for (const authority of chosen) {
    await act(authority).catch((error: unknown) => {
      if (!isCaError(error)) throw error;
      failures.push(error);
      if (chosen.length > 1) tell(`${authority.name}: ${error.detail}`);
    });
  }
  const [first] = failures;
  if (first) throw first;
}

function isUsable(app: App, authority: Authority): boolean {
  try {
    app.authorities.requireUsable(authority);
    return true;
  } catch (error) {
    if (isCaError(error)) return false;
    throw error;
  }
}
