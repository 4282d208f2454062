import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { listLine, listObject, type ShownList } from '../text/crl-text.ts';
import type { App } from '#app';

interface ListInput extends JsonInput {
  readonly ca?: string;
}

/** `certwright crl list` */
export const listCrls: CommandSpec<ListInput> = {
  path: ['crl', 'list'],
  summary: 'List the revocation lists that are published.',
  description:
    'The last one of each kind, one line each. "late" ought to have been renewed by now; "stale" is believed by nobody any more.',
  arguments: [],
  examples: [
    ['certwright crl list', 'What is published, and until when'],
    ['certwright crl list --ca issuing --json', 'For a script'],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        {
          key: 'ca',
          flags: '--ca <authority>',
          help: 'Only those of one authority: name, CN or serial.',
        },
      ],
    },
    listOutput,
  ],
  async run(context, { ca, json, jsonIndent }) {
    const app = await context.app();
    const shown = await listShown(app, ca);
    if (json) context.out.json(shown.map(listObject), jsonIndent);
    else context.out.lines(shown.map(listLine));
    if (shown.length === 0 && !json)
      context.err.line('There is none yet. Make the first ones: certwright crl generate');
  },
};

async function listShown(app: App, ca: string | undefined): Promise<ShownList[]> {
  const only = ca === undefined ? undefined : await app.authorities.resolve(ca);
  const alarms = await app.crl.freshness();
  const authorities = new Map((await app.authorities.list()).map((each) => [each.id, each]));
  return (await app.crl.list(only)).flatMap((list) => {
    const authority = authorities.get(list.authorityId);
    const alarm = alarms.find(
      (each) => each.authorityId === list.authorityId && each.name === list.name,
    );
    return authority ? [{ authority, list, alarm }] : [];
  });
}
