import type { CompletedCommand, CompletedOption } from './words.ts';

/** A script for fish: to be put into ~/.config/fish/completions/certwright.fish. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return `# fish completion of certwright
function __certwright_at
  set -l words (commandline -opc)
  set -e words[1]
  set -l count (count $argv)
  test (count $words) -ge $count; or return 1
  for i in (seq $count)
    test "$words[$i]" = "$argv[$i]"; or return 1
  end
end
function __certwright_next
  __certwright_at $argv; and test (count (commandline -opc)) -eq (math (count $argv) + 1)
end
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf({ path, below, options }: CompletedCommand): string[] {
  const words = path.join(' ');
  return [
    ...below.map(
      ({ name, help }) =>
        `complete -c certwright -f -n '__certwright_next ${words}' -a ${name} -d ${quote(help)}`,
    ),
    ...options.map((option) => optionLine(words, option)),
  ];
}

function optionLine(
  words: string,
  { long, short, help, takesValue, choices }: CompletedOption,
): string {
  return [
    `complete -c certwright -n '__certwright_at ${words}'`,
    long && `-l ${long.slice(2)}`,
    short && `-s ${short.slice(1)}`,
    takesValue && '-r',
    choices.length > 0 && `-f -a ${quote(choices.join(' '))}`,
    `-d ${quote(help)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
