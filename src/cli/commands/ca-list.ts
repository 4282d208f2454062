import type { RequestedAuthority } from '#authorities';
import type { App } from '#app';
import { formatName } from '#x509';
import type { CommandSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { authorityObject } from '../present.ts';
import { authorityLines, treeLines } from '../text/lists.ts';

interface ListInput extends JsonInput {
  readonly tree?: boolean;
  readonly waiting?: boolean;
}

/** `certwright ca list` */
export const listAuthorities: CommandSpec<ListInput> = {
  path: ['ca', 'list'],
  alias: 'list_cas',
  summary: 'List all certificate authorities.',
  description: 'One line each, serial and name; those that end first on top.',
  arguments: [],
  examples: [
    ['certwright ca list --tree', 'Who signed whom'],
    ['certwright ca list --json', 'For a script'],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        { key: 'tree', flags: '-t, --tree', help: 'Show each below the one that signed it.' },
        {
          key: 'waiting',
          flags: '--waiting',
          help: 'Instead, those that wait for the certificate of another house (ca request).',
        },
      ],
    },
    listOutput,
  ],
  async run(context, { tree, waiting, json, jsonIndent }) {
    const app = await context.app();
    if (waiting) return listWaiting(context, app, { json, jsonIndent });
    const authorities = await app.authorities.list();
    if (json) {
      const objects = await Promise.all(authorities.map((each) => authorityObject(app, each)));
      context.out.json(objects, jsonIndent);
      return;
    }
    context.out.lines(tree ? treeLines(authorities) : authorityLines(authorities));
    if (authorities.length === 0)
      context.err.line('There is none yet. Make one: certwright ca create root CN=ca.example.com');
  },
};

async function listWaiting(
  { out }: Context,
  { authorities }: App,
  { json, jsonIndent }: JsonInput,
): Promise<void> {
  const waiting = await authorities.requested();
  if (json) out.json(waiting.map(waitingObject), jsonIndent);
  else out.lines(waiting.map(({ name, subject }) => `${name} - ${formatName(subject)}`));
}

function waitingObject({ name, subject, created, keyBackend, csr }: RequestedAuthority): object {
  return { name, subject, created: created.toISOString(), key_backend: keyBackend, csr };
}
