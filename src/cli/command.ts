import type { Context } from './context.ts';

interface OneArgument<Key extends PropertyKey, Value> {
  /** Where the command finds it in its input. */
  readonly key: Key;
  /** As commander reads it: `<name>` is required, `[name]` is not, `[name...]` takes many. */
  readonly name: string;
  readonly help: string;
  /** Reads it; without this the text stays as it is. Its `CaError` is shown beside the name. */
  parse?(text: string): Value;
}

/** A value written behind the name of a command whose input is `Input`. */
export type ArgumentSpec<Input> = {
  readonly [Key in keyof Input]-?: OneArgument<Key, Exclude<Input[Key], undefined>>;
}[keyof Input];

/** An argument of any command, for who only registers them. */
export type AnyArgument = OneArgument<PropertyKey, unknown>;

interface OneOption<Key extends PropertyKey, Value> {
  /** Where the command finds it in its input; options may share one, the later on the line then sees the earlier. */
  readonly key: Key;
  /** As commander reads them: `-b, --bundle`, `--csr <file>`, `--key-usage <names...>`. */
  readonly flags: string;
  /** The same under django-ca's name for the command, where they differ. */
  readonly djangoFlags?: string;
  /** What it does and what holds without it. */
  readonly help: string;
  /** The value of a flag without an argument. Default: true. */
  readonly preset?: Value;
  /** The only values, as written; shown in the help. */
  readonly choices?: readonly string[];
  /** Works, but is not taught. */
  readonly hidden?: boolean;
  /** Reads one argument; `previous` is the key's value so far. Its `CaError` is shown beside the flag. */
  parse?(text: string, previous: Value | undefined): Value;
}

/** One option of a command whose input is `Input`; the value's type is that of its key. */
export type OptionSpec<Input> = {
  readonly [Key in keyof Input]-?: OneOption<Key, Exclude<Input[Key], undefined>>;
}[keyof Input];

interface GroupOf<Spec> {
  readonly title: string;
  readonly options: readonly Spec[];
}

/** Options that belong together and stand together in the help. */
export type OptionGroup<Input> = GroupOf<OptionSpec<Input>>;

/** An option of any command, for who only registers them. */
export type AnyOption = OneOption<PropertyKey, unknown>;

/** The one shape of all commands: the file of each exports exactly one of these. */
export interface CommandSpec<Input> {
  /** Noun and verb, or the verb alone. */
  readonly path: readonly string[];
  /** The name that django-ca has for it. */
  readonly alias?: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What the summary leaves out: what follows from it, what it does not do. */
  readonly description?: string;
  readonly arguments: readonly ArgumentSpec<Input>[];
  /** What to type, and what for; each works as it is written once the names exist. */
  readonly examples: readonly (readonly [command: string, purpose: string])[];
  groups(context: Context): readonly GroupOf<OptionSpec<Input>>[];
  run(context: Context, input: Input): Promise<void>;
}

/** A command as the table holds it, its input's type forgotten. */
export interface CliCommand extends Pick<
  CommandSpec<unknown>,
  'path' | 'alias' | 'summary' | 'description' | 'examples'
> {
  readonly arguments: readonly AnyArgument[];
  groups(context: Context): readonly GroupOf<AnyOption>[];
  run(context: Context, input: unknown): Promise<void>;
}
