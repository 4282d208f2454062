import { certificateArgument } from '../arguments.ts';
import type { CommandSpec } from '../command.ts';
import {
  changeWatchers,
  watcherOptions,
  watcherText,
  type WatchersInput,
} from '../options/watcher-options.ts';

interface CertificateWatchers extends WatchersInput {
  readonly certificate: string;
}

/** `certwright cert watchers CERTIFICATE` */
export const watchCertificate: CommandSpec<CertificateWatchers> = {
  path: ['cert', 'watchers'],
  alias: 'cert_watchers',
  summary: 'Show or change who gets a mail before a certificate ends.',
  description: 'Prints who watches it afterwards. Mail goes out when the settings name a server.',
  arguments: [certificateArgument],
  examples: [
    ['certwright cert watchers host.example.com', 'Who hears of it?'],
    ['certwright cert watchers host.example.com --add ann@example.com', 'One more'],
  ],
  groups: () => [watcherOptions],
  async run({ app: open, out }, { certificate: text, ...input }) {
    const app = await open();
    const certificate = await app.certificates.resolve(text);
    const watchers = await changeWatchers(app, { certificate }, input);
    if (input.json) return out.json(watchers);
    return out.lines(watchers.map(watcherText));
  },
};
