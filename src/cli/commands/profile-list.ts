import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { profileObject } from '../present.ts';

/** `certwright profile list` */
export const listProfiles: CommandSpec<JsonInput> = {
  path: ['profile', 'list'],
  summary: 'List the profiles: named templates of certificates.',
  description: 'One line each, name and what it is for. They are defined in the settings.',
  arguments: [],
  examples: [['certwright profile list --json', 'For a script']],
  groups: () => [listOutput],
  async run(context, { json, jsonIndent }) {
    const { profiles } = await context.app();
    const all = profiles.list();
    if (json) {
      context.out.json(await Promise.all(all.map(profileObject)), jsonIndent);
      return;
    }
    const standard = profiles.get().name;
    const mark = (name: string): string => (name === standard ? ' (default)' : '');
    context.out.lines(
      all.map(({ name, description }) =>
        [name + mark(name), description].filter(Boolean).join(' - '),
      ),
    );
  },
};
