import type { CompletedCommand } from './words.ts';

/** A script for bash: to be put into a file that bash reads, or evaluated. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# bash completion of certwright
_certwright() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path= words= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${path:+$path }\${COMP_WORDS[i]}" in
      ${paths(commands)}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
      *) break ;;
    esac
  done
  case "$path $prev" in
${commands.flatMap(choiceCases).join('\n')}
    *)
      case "$path" in
${commands.map(wordCase).join('\n')}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _certwright certwright
`;
}

/**
 * The same for zsh, which can read what is written for bash. Put into `fpath`, zsh runs the file when somebody asks for the
 * first time: the last line answers that.
 */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef certwright
autoload -U +X bashcompinit && bashcompinit
${bashCompletion(commands)}[[ $funcstack[1] != _certwright ]] || _bash_complete -o default -F _certwright
`;
}

function paths(commands: readonly CompletedCommand[]): string {
  const all = commands.filter(({ path }) => path.length > 0);
  return all.map(({ path }) => pattern(path)).join('|');
}

function wordCase({ path, below, options }: CompletedCommand): string {
  const flags = options.flatMap(({ long, short }) => long ?? short ?? []);
  return `        ${pattern(path)}) words="${[...below.map(({ name }) => name), ...flags].join(' ')}" ;;`;
}

function choiceCases({ path, options }: CompletedCommand): string[] {
  return options
    .filter(({ choices }) => choices.length > 0)
    .map(({ long, choices }) => {
      const at = pattern([...(path.length === 0 ? [''] : path), long ?? '']);
      return `    ${at}) words="${choices.join(' ')}" ;;`;
    });
}

function pattern(words: readonly string[]): string {
  return `"${words.join(' ')}"`;
}
