import type { NewBinding } from '#acme';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { endOfLife, parseSpan, words } from '../options/values.ts';
import { bindingObject } from '../text/acme-text.ts';

interface CreateInput extends JsonInput {
  readonly authority: string;
  readonly description?: string;
  readonly profile?: string;
  readonly names?: readonly string[];
  readonly expires?: number;
}

/** `certwright acme eab create` */
export const createAcmeBinding: CommandSpec<CreateInput> = {
  path: ['acme', 'eab', 'create'],
  summary: 'Make a key for one new ACME account (external account binding).',
  description:
    'Prints the key id, then the key: this once. It binds one account, then it is forgotten.',
  arguments: [{ key: 'authority', name: '<authority>', help: 'Name, CN or serial.' }],
  examples: [
    ['certwright acme eab create issuing --description "rack 7"', 'For one machine'],
    [
      'certwright acme eab create issuing --names .lab.example.com 10.0.0.0/8 --expires 7',
      'For some names alone, to be used within a week',
    ],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        { key: 'description', flags: '--description <text>', help: 'A note, for people.' },
        {
          key: 'profile',
          flags: '--profile <name>',
          help: 'The one profile its account gets (default: what the policy says).',
        },
        {
          key: 'names',
          flags: '--names <rules...>',
          help: 'What its account may ask for: example.com, .example.com, 10.0.0.0/8 (default: all).',
          parse: words,
        },
        {
          key: 'expires',
          flags: '--expires <days>',
          help: 'How long it may be used (default: until it is used or revoked).',
          parse: parseSpan,
        },
      ],
    },
    listOutput,
  ],
  async run(context, { authority: text, json, jsonIndent, expires, ...input }) {
    const { acme, authorities, clock } = await context.app();
    const binding: NewBinding = {
      ...given(input),
      ...(expires !== undefined && { expires: endOfLife(clock.now(), expires) }),
      actor: 'cli',
    };
    const made = await acme.bindings.create(await authorities.resolve(text), binding);
    const key = made.key.reveal();
    if (json) context.out.json({ ...bindingObject(made.record), key }, jsonIndent);
    else context.out.lines([made.record.keyId, key]);
  },
};
