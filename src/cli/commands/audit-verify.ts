import { CaError } from '#base';
import type { Head, Verdict } from '#events';
import type { CommandSpec } from '../command.ts';
import { withProgress } from '../progress.ts';

interface VerifyInput {
  readonly head?: Head;
}

const words: Readonly<Record<NonNullable<Verdict['fault']>['fault'], string>> = {
  changed: 'was changed',
  missing: 'is missing',
  unlinked: 'does not follow the one before it',
  replaced: 'is not the one that was kept elsewhere',
};

/** `certwright audit verify` */
export const verifyAudit: CommandSpec<VerifyInput> = {
  path: ['audit', 'verify'],
  summary: 'Look for entries of the audit trail that were edited, removed, moved or put in.',
  description:
    'Prints the last entry and its hash: kept elsewhere and given to --head later, it shows a trail that was rewritten as a whole. Ends with 1 when something is wrong.',
  arguments: [],
  examples: [
    ['certwright audit verify', 'Is it whole?'],
    ['certwright audit verify --head "$(cat /elsewhere/head)"', 'And still the one of last week?'],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        {
          key: 'head',
          flags: '--head <id:hash>',
          help: 'An entry that was printed earlier and must still be in it.',
          parse: parseHead,
        },
      ],
    },
  ],
  async run(context, { head }) {
    const { events } = await context.app();
    const last = await events.head();
    const verdict = await withProgress(context.io, 'Reading the audit trail', () =>
      events.verify(head),
    );
    const { fault } = verdict;
    if (fault)
      throw new CaError('refused', `Entry ${fault.id} of the audit trail ${words[fault.fault]}.`);
    context.out.line(last ? `${last.id}:${last.hash}` : '0:none');
    context.err.line(`The audit trail is whole: ${verdict.entries} entries.`);
  },
};

function parseHead(text: string): Head {
  const [, id, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? [];
  if (id !== undefined && hash !== undefined) return { id: Number(id), hash };
  throw new CaError('bad_request', 'Give what audit verify printed, like 12:3f…');
}
