import type { StoredEvent } from '#events';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { parseMoment, wholeNumber } from '../options/values.ts';

interface ListInput extends JsonInput {
  readonly type?: string;
  readonly actor?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly after?: number;
  readonly limit?: number;
}

/** `certwright audit list` */
export const listAudit: CommandSpec<ListInput> = {
  path: ['audit', 'list'],
  summary: 'Show the audit trail: what was done, when and by whom.',
  description: 'One line for each act, the last ones, in their order.',
  arguments: [],
  examples: [
    ['certwright audit list --type certificate.revoked', 'What was revoked'],
    ['certwright audit list --since 2026-01-01T00:00:00Z --actor alice', 'What somebody did'],
    ['certwright audit list --after 0 --json', 'From the beginning, for a script'],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        {
          key: 'type',
          flags: '--type <event>',
          help: 'Only of this type, like certificate.issued.',
        },
        { key: 'actor', flags: '--actor <name>', help: 'Only what this user, or part of us, did.' },
        {
          key: 'since',
          flags: '--since <time>',
          help: 'Not before this moment, like 2026-01-31T12:00:00Z.',
          parse: parseMoment,
        },
        { key: 'until', flags: '--until <time>', help: 'Before this moment.', parse: parseMoment },
        {
          key: 'after',
          flags: '--after <id>',
          help: 'Those that follow this entry, instead of the last ones: the last id of a page gives the next.',
          parse: wholeNumber(0, Number.MAX_SAFE_INTEGER),
        },
        {
          key: 'limit',
          flags: '--limit <n>',
          help: 'At most so many, 1 to 1000 (default: 50).',
          parse: wholeNumber(1, 1000),
        },
      ],
    },
    listOutput,
  ],
  async run(context, { type, actor, since, until, after, limit = 50, json, jsonIndent }) {
    const { events } = await context.app();
    const entries = await events.list({
      limit,
      ...given({ type, actor, after, sinceMs: since?.getTime(), untilMs: until?.getTime() }),
    });
    if (json) context.out.json(entries.map(entryObject), jsonIndent);
    else context.out.lines(entries.map(entryLine));
  },
};

function entryObject({ id, type, at, actor, subjects, payload }: StoredEvent): object {
  return { id, type, at: at.toISOString(), actor, subjects, payload };
}

function entryLine({ id, type, at, actor, payload }: StoredEvent): string {
  const { actor: _, ...facts } = payload;
  return `${id} - ${at.toISOString()} - ${type} - ${actor ?? '(nobody)'} - ${JSON.stringify(facts)}`;
}
