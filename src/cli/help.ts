import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { CaError } from '#base';
import type { Context } from './context.ts';
import { topics } from './topics.ts';

/** Adds `certwright help`: of a command, of a topic, or of everything. */
export function addHelp(program: CommandUnknownOpts, { out }: Context): void {
  const names = Object.keys(topics);
  program
    .command('help')
    .summary(`Help on a command, or on: ${names.join(', ')}`)
    .description('Show the help of a command, or of a topic.')
    .argument('[words...]', `A command like "ca create", or one of: ${names.join(', ')}.`)
    .action((words: readonly string[]) => {
      const topic = words.length === 1 && words[0] !== undefined ? topics[words[0]] : undefined;
      if (topic) out.block(topic());
      else findCommand(program, words).outputHelp();
    });
}

function findCommand(program: CommandUnknownOpts, words: readonly string[]): CommandUnknownOpts {
  let command = program;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (!next)
      throw new CaError(
        'bad_request',
        `There is no command or topic ${words.join(' ')}: see certwright --help.`,
      );
    command = next;
  }
  return command;
}
