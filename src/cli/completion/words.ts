import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** One option as shells need it. */
export interface CompletedOption {
  /** With its dashes; at least one of both is there. */
  readonly long: string | undefined;
  readonly short: string | undefined;
  readonly help: string;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** One command, and what may follow it. */
export interface CompletedCommand {
  /** The words that lead to it: none for the program itself. */
  readonly path: readonly string[];
  /** Commands below it, but for hidden ones. */
  readonly below: readonly { readonly name: string; readonly help: string }[];
  readonly options: readonly CompletedOption[];
}

/** Every command of the program, hidden ones too, itself first. */
export function completedCommands(
  command: CommandUnknownOpts,
  path: readonly string[] = [],
): CompletedCommand[] {
  const help = command.createHelp();
  const own = {
    path,
    below: help
      .visibleCommands(command)
      .map((each) => ({ name: each.name(), help: help.subcommandDescription(each) })),
    options: help.visibleOptions(command).map((option) => ({
      long: option.long,
      short: option.short,
      help: option.description,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
    })),
  };
  return [
    own,
    ...command.commands.flatMap((each) => completedCommands(each, [...path, each.name()])),
  ];
}
