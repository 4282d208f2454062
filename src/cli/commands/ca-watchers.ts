import type { CommandSpec } from '../command.ts';
import {
  changeWatchers,
  watcherOptions,
  watcherText,
  type WatchersInput,
} from '../options/watcher-options.ts';

interface AuthorityWatchers extends WatchersInput {
  readonly authority: string;
}

/** `certwright ca watchers AUTHORITY` */
export const watchAuthority: CommandSpec<AuthorityWatchers> = {
  path: ['ca', 'watchers'],
  summary: 'Show or change who gets a mail before an authority ends.',
  description: 'Prints who watches it afterwards. After a renewal, the new end is watched.',
  arguments: [{ key: 'authority', name: '<authority>', help: 'Name, CN or serial.' }],
  examples: [['certwright ca watchers issuing --add pki@example.com', 'One more']],
  groups: () => [watcherOptions],
  async run({ app: open, out }, { authority: text, ...input }) {
    const app = await open();
    const authority = await app.authorities.resolve(text);
    const watchers = await changeWatchers(app, { authority }, input);
    if (input.json) return out.json(watchers);
    return out.lines(watchers.map(watcherText));
  },
};
