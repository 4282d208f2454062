import { Argument } from '@commander-js/extra-typings';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { bashCompletion, zshCompletion } from './completion/bash.ts';
import { fishCompletion } from './completion/fish.ts';
import { completedCommands, type CompletedCommand } from './completion/words.ts';
import type { Context } from './context.ts';

const shells: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

const description = `Print a script that lets a shell complete commands and options.

  bash: certwright completion bash > ~/.local/share/bash-completion/completions/certwright
  zsh:  certwright completion zsh > "\${fpath[1]}/_certwright"
  fish: certwright completion fish > ~/.config/fish/completions/certwright.fish`;

/** Adds `certwright completion`, which knows every command that the program has by then. */
export function addCompletion(program: CommandUnknownOpts, { out }: Context): void {
  const names = Object.keys(shells);
  program
    .command('completion')
    .summary(`Completion for a shell: ${names.join(', ')}`)
    .description(description)
    .addArgument(new Argument('<shell>', 'Which shell.').choices(names))
    .action((shell) => out.block(shells[shell]?.(completedCommands(program)) ?? ''));
}
