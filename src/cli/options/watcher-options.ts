import type { App } from '#app';
import { parseWatcher, type Watched, type Watcher } from '#notices';
import type { OptionGroup } from '../command.ts';
import { each } from './values.ts';

/** Who is to hear of an end, and who no longer. */
export interface WatchersInput {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly json?: boolean;
}

/** The options of commands that show and change watchers. */
export const watcherOptions: OptionGroup<WatchersInput> = {
  title: 'Watchers:',
  options: [
    {
      key: 'add',
      flags: '-a, --add <address>',
      help: 'Will get a mail, like ann@example.com or "Ann <ann@example.com>"; may be repeated.',
      parse: each(String),
    },
    {
      key: 'remove',
      flags: '-r, --remove <address>',
      help: 'Will get none any more; may be repeated.',
      parse: each(String),
    },
    { key: 'remove', flags: '--rm <address>', help: '', hidden: true, parse: each(String) },
    { key: 'json', flags: '--json', help: 'Print who watches as a list of objects.' },
  ],
};

/** Who is to hear of the end of what is about to be made. */
export interface WatchInput {
  readonly watch?: readonly string[];
}

/** The option of commands that make a certificate; what is no address is refused before there is one. */
export const watchOption: OptionGroup<WatchInput> = {
  title: 'Watchers:',
  options: [
    {
      key: 'watch',
      flags: '--watch <address>',
      help: 'Will get a mail before it ends, like ann@example.com; may be repeated.',
      parse: each((text) => watcherText(parseWatcher(text))),
    },
  ],
};

/** Does what the options say; gives who watches then. */
export async function changeWatchers(
  { notices }: App,
  watched: Watched,
  { add = [], remove = [] }: WatchersInput,
): Promise<readonly Watcher[]> {
  const by = { actor: 'cli' };
  if (add.length > 0) await notices.watch(watched, add, by);
  if (remove.length > 0) await notices.unwatch(watched, remove, by);
  return notices.watchers(watched);
}

/** `Name <address>`, or the address alone. */
export function watcherText({ name, email }: Pick<Watcher, 'name' | 'email'>): string {
  return name === '' ? email : `${name} <${email}>`;
}
