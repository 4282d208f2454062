import type { CommandSpec } from '../command.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import { chooseOutput, printAuthority } from '../print-document.ts';

interface ViewInput extends OutputInput {
  readonly authority: string;
}

/** `certwright ca view AUTHORITY` */
export const viewAuthority: CommandSpec<ViewInput> = {
  path: ['ca', 'view'],
  alias: 'view_ca',
  summary: 'Show one certificate authority.',
  description: 'All that is on record about it, but nothing of its private key.',
  arguments: [
    {
      key: 'authority',
      name: '<authority>',
      help: 'Name, CN, serial or the beginning of a serial; disabled ones too.',
    },
  ],
  examples: [
    ['certwright ca view root', 'For a person'],
    [
      'certwright ca view issuing --output-format pem --bundle > chain.pem',
      'The chain, as a server wants it',
    ],
    ['certwright ca view root --json', 'For a script'],
  ],
  groups: () => [outputOptions('text')],
  async run(context, { authority, ...output }) {
    const chosen = chooseOutput(context, output, 'text');
    const app = await context.app();
    const found = await app.authorities.resolve(authority);
    await printAuthority(context, app, found, chosen);
  },
};
