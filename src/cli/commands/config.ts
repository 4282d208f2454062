import type { SettingHelp } from '#config';
import { settingsHelp } from '#config';
import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { readSetting } from '../setting-value.ts';

/** `certwright config` */
export const showConfig: CommandSpec<JsonInput> = {
  path: ['config'],
  summary: 'Show every setting: its value, where that came from, what it means.',
  description:
    'A setting comes from its environment variable, else from the file that CERTWRIGHT_CONFIG names, else it has its default. Secrets are not shown. Changes nothing.',
  arguments: [],
  examples: [
    ['certwright config', 'What holds now'],
    [
      'CERTWRIGHT_CONFIG=certwright.yaml certwright config',
      'What a file would do, its faults with line and column',
    ],
  ],
  groups: () => [listOutput],
  async run(context, { json, jsonIndent }) {
    const config = await context.settings();
    const { env } = context.io;
    const rows = settingsHelp().map((help) => ({ ...help, ...readSetting(config, env, help) }));
    if (json) context.out.json(rows.map(toObject), jsonIndent);
    else context.out.lines(rows.flatMap(toLines).slice(1));
  },
};

type Row = SettingHelp & ReturnType<typeof readSetting>;

function toObject({ name, value, source, variable, description }: Row): Record<string, unknown> {
  return { name, value, source, variable: variable ?? null, description };
}

function toLines({ name, text, source, variable, description }: Row): string[] {
  return [
    '',
    `${name} = ${text}`,
    `  ${description}`,
    `  From: ${source}.${variable === undefined ? '' : ` Variable: ${variable}`}`,
  ];
}
