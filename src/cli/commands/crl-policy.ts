import { CaError } from '#base';
import type { CrlPolicy, CrlScope } from '#crl';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { wholeNumber, words } from '../options/values.ts';

interface PolicyInput {
  readonly authority: string;
  readonly validity?: number;
  readonly renewal?: number;
  readonly lists?: readonly string[];
  readonly shards?: boolean;
  readonly deltas?: boolean;
  readonly kept?: number;
}

const kinds: readonly CrlScope['contains'][] = ['user', 'ca', 'attribute', 'all'];
const mostSeconds = 10 * 365 * 86_400;

/** `certwright crl policy AUTHORITY` */
export const crlPolicy: CommandSpec<PolicyInput> = {
  path: ['crl', 'policy'],
  summary: 'Show or change which revocation lists an authority keeps, and for how long.',
  description: 'Prints what holds afterwards. What is not named stays.',
  arguments: [{ key: 'authority', name: '<authority>', help: 'Name, CN or serial.' }],
  examples: [
    ['certwright crl policy issuing', 'What holds'],
    [
      'certwright crl policy root --validity 15552000 --renewal 2592000',
      'A root that is seldom at hand: lists for half a year, renewed a month before they end',
    ],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        {
          key: 'validity',
          flags: '--validity <seconds>',
          help: 'How long each list is to be believed, 600 at least (default: 86400).',
          parse: wholeNumber(1, mostSeconds),
        },
        {
          key: 'renewal',
          flags: '--renewal <seconds>',
          help: 'How long before its end the next one comes, 300 at least (default: 43200).',
          parse: wholeNumber(1, mostSeconds),
        },
        {
          key: 'lists',
          flags: '--lists <kinds...>',
          help: `Which: ${kinds.join(' ')} (default: user ca).`,
          parse: words,
        },
        {
          key: 'shards',
          flags: '--shards',
          help: 'The list of users also in 128 parts; certificates must name {CRL_SHARD_PATH}.',
        },
        { key: 'shards', flags: '--no-shards', help: 'No parts.', preset: false },
        { key: 'deltas', flags: '--deltas', help: 'A delta list beside the list of users.' },
        { key: 'deltas', flags: '--no-deltas', help: 'No delta list.', preset: false },
        {
          key: 'kept',
          flags: '--kept <n>',
          help: 'How many lists of a kind stay on record, the last included (default: 3).',
          parse: wholeNumber(1, 1000),
        },
      ],
    },
  ],
  async run(context, { authority: text, ...input }) {
    const app = await context.app();
    const authority = await app.authorities.resolve(text);
    const changes = changesOf(input);
    const policy =
      Object.keys(changes).length > 0
        ? await app.crl.setPolicy(authority, changes, { actor: 'cli' })
        : await app.crl.policy(authority.id);
    context.out.json({
      validity: policy.validitySeconds,
      renewal: policy.renewalSeconds,
      lists: policy.lists,
      shards: policy.shards,
      deltas: policy.deltas,
      kept: policy.kept,
    });
  },
};

function changesOf(input: Omit<PolicyInput, 'authority'>): Partial<CrlPolicy> {
  const { validity, renewal, lists, shards, deltas, kept } = input;
  return given({
    validitySeconds: validity,
    renewalSeconds: renewal,
    lists: lists?.map(toKind),
    shards,
    deltas,
    kept,
  });
}

function toKind(text: string): CrlScope['contains'] {
  const found = kinds.find((kind) => kind === text);
  if (found) return found;
  throw new CaError('bad_request', `Choose among ${kinds.join(', ')}.`);
}
