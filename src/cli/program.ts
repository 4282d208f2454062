import { Argument, Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { isCaError } from '#base';
import { visible } from '#x509';
import type { AnyArgument, AnyOption, CliCommand } from './command.ts';
import { addCompletion } from './completion.ts';
import type { Context } from './context.ts';
import { addHelp } from './help.ts';
import { hasColors } from './io.ts';
import { inner, nouns, overview } from './overview.ts';
import { packageVersion } from './version.ts';

/** An option that stores its value under a key of our choice, so that several may feed one. */
class KeyedOption extends Option<string> {
  readonly #key: string;

  constructor(spec: AnyOption, flags: string) {
    super(flags, spec.help);
    this.#key = String(spec.key);
  }

  override attributeName(): string {
    return this.#key;
  }
}

/**
 * The whole command line as commander wants it, made of the table of commands. Every command of it stands below its
 * noun, and once more under the name that django-ca has for it. Nothing in it ends the process.
 */
export function createProgram(context: Context, table: readonly CliCommand[]): CommandUnknownOpts {
  const program: CommandUnknownOpts = new Command('certwright');
  configure(program, context);
  program
    .description(overview.description)
    .version(packageVersion(), '-V, --version', 'Show the version.')
    .addHelpText('after', overview.footer(table));
  for (const [noun, summary] of nouns) {
    const verbs = table.filter(({ path }) => path[0] === noun);
    const parent =
      summary === ''
        ? program
        : program.command(noun).summary(summary).description(summary).helpCommand(false);
    for (const spec of verbs)
      addCommand(below(parent, spec.path.slice(1, -1)), context, spec, spec.path.at(-1) ?? noun);
  }
  for (const spec of table) {
    if (spec.alias !== undefined) addCommand(program, context, spec, spec.alias);
  }
  addHelp(program, context);
  addCompletion(program, context);
  return program;
}

/** The command at the end of `words`, each made below the one before it where it is not there yet. */
function below(parent: CommandUnknownOpts, words: readonly string[]): CommandUnknownOpts {
  const [word, ...rest] = words;
  if (word === undefined) return parent;
  const found = parent.commands.find((each) => each.name() === word);
  if (found) return below(found, rest);
  const made = parent
    .command(word)
    .summary(inner[word] ?? '')
    .description(inner[word] ?? '');
  return below(made.helpCommand(false), rest);
}

function configure(program: CommandUnknownOpts, { io, err }: Context): void {
  const width = (stream: { readonly columns?: number }): number =>
    Math.min(stream.columns ?? 100, 120);
  program
    .exitOverride()
    .helpCommand(false)
    .helpOption('-h, --help', 'Show this help.')
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      outputError: (text) => err.block(withoutValues(text)),
      getOutHelpWidth: () => width(io.stdout),
      getErrHelpWidth: () => width(io.stderr),
      getOutHasColors: () => hasColors(io, io.stdout),
      getErrHasColors: () => hasColors(io, io.stderr),
    })
    .configureHelp({ styleTitle: (title) => `\u001B[1m${title}\u001B[22m` });
}

/** Superfluous words are counted, not shown: one of them may be a password that has gone astray. */
function withoutValues(error: string): string {
  return error.replace(/^error: /, 'Error: ').replace(/( but got \d+): .*\.$/m, '$1.');
}

function addCommand(
  parent: CommandUnknownOpts,
  context: Context,
  spec: CliCommand,
  name: string,
): void {
  const isAlias = name === spec.alias;
  const command: CommandUnknownOpts = parent.command(name, { hidden: isAlias });
  command
    .summary(spec.summary)
    .description([spec.summary, spec.description].filter(Boolean).join('\n\n'))
    .addHelpText('after', examples(spec));
  for (const argument of spec.arguments) command.addArgument(toArgument(argument));
  for (const { title, options } of spec.groups(context)) {
    for (const option of options) command.addOption(toOption(option, isAlias).helpGroup(title));
  }
  if (isAlias) addFrameworkOptions(command);
  command.showHelpAfterError(`Usage: ${command.createHelp().commandUsage(command)} (more: --help)`);
  command.action(async () => {
    const named = spec.arguments.map(({ key }, i) => [key, command.processedArgs[i]]);
    await spec.run(context, { ...Object.fromEntries(named), ...command.opts() });
  });
}

function toArgument(spec: AnyArgument): Argument {
  const argument = new Argument(spec.name, spec.help);
  if (spec.parse) argument.argParser((text: string) => readArgument(() => spec.parse?.(text)));
  return argument;
}

/** Switches that every command of django-ca has and that mean nothing here; those that would mean something are refused. */
function addFrameworkOptions(command: CommandUnknownOpts): void {
  const flags = [
    '-v, --verbosity <n>',
    '--traceback',
    '--no-color',
    '--force-color',
    '--skip-checks',
  ];
  for (const each of flags) command.addOption(new Option(each).hideHelp());
}

function toOption(spec: AnyOption, isAlias: boolean): Option<string> {
  const option = new KeyedOption(spec, (isAlias ? spec.djangoFlags : undefined) ?? spec.flags);
  if (spec.choices) option.choices(spec.choices);
  else if (spec.parse && (option.required || option.optional))
    option.argParser((text: string, previous: unknown) =>
      readArgument(() => spec.parse?.(text, previous)),
    );
  if (spec.preset !== undefined) option.preset(spec.preset);
  return option.hideHelp(spec.hidden ?? false);
}

/** Says what is wrong with an argument in commander's way, which names the option as well. */
function readArgument(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    throw isCaError(error) ? new InvalidArgumentError(visible(error.detail)) : error;
  }
}

function examples({ examples: cases, alias }: CliCommand): string {
  const lines = cases.flatMap(([command, purpose]) => [`  ${purpose}:`, `    ${command}`]);
  return [
    ...(lines.length > 0 ? ['', 'Examples:', ...lines] : []),
    ...(alias === undefined
      ? []
      : ['', `The name that django-ca has for it works as well: certwright ${alias}`]),
  ].join('\n');
}
