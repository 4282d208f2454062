import type { OptionGroup } from '../command.ts';
import { wholeNumber } from './values.ts';

/** The forms in which a certificate or an authority can be printed. */
const outputFormats = ['pem', 'der', 'serial', 'text', 'json', 'none'] as const;

/** The spellings of a serial number: decimal, plain hex, hex in pairs with colons. */
const serialFormats = ['int', 'hex', 'dotted-hex'] as const;

/** One of {@link outputFormats}. */
export type OutputFormat = (typeof outputFormats)[number];

/** One of {@link serialFormats}. */
export type SerialFormat = (typeof serialFormats)[number];

/** How a document is to be printed; what is left open has the command's default. */
export interface OutputInput {
  readonly outputFormat?: OutputFormat;
  readonly serialFormat?: SerialFormat;
  readonly bundle?: boolean;
  readonly pem?: boolean;
  readonly extensions?: boolean;
  readonly wrap?: boolean;
  readonly jsonIndent?: number;
}

/** Only whether a list comes as JSON, and how that is indented. */
export interface JsonInput {
  readonly json?: boolean;
  readonly jsonIndent?: number;
}

const jsonIndent = {
  key: 'jsonIndent',
  flags: '--json-indent <n>',
  help: 'Spaces a level in JSON (default: 2).',
  parse: wholeNumber(0, 10),
} as const;

/** The options of commands that print one certificate or authority; `standard` is their default form. */
export function outputOptions(standard: OutputFormat): OptionGroup<OutputInput> {
  return {
    title: 'Output:',
    options: [
      {
        key: 'outputFormat',
        flags: '--output-format <form>',
        help: `What to print (default: ${standard}).`,
        choices: outputFormats,
      },
      {
        key: 'outputFormat',
        flags: '--json',
        help: 'Same as --output-format json: the object of the REST API.',
        preset: 'json',
      },
      {
        key: 'serialFormat',
        flags: '--serial-format <form>',
        help: 'How to write the serial (default: dotted-hex).',
        choices: serialFormats,
      },
      {
        key: 'bundle',
        flags: '-b, --bundle',
        help: 'PEM of the whole chain, the root last.',
      },
      { key: 'pem', flags: '-n, --no-pem', help: 'Leave the PEM out of text.', preset: false },
      {
        key: 'extensions',
        flags: '--no-extensions',
        help: 'Leave the extensions out of text.',
        preset: false,
      },
      { key: 'wrap', flags: '--no-wrap', help: 'Do not wrap long lines of text.', preset: false },
      jsonIndent,
    ],
  };
}

/** The options of commands that print a list. */
export const listOutput: OptionGroup<JsonInput> = {
  title: 'Output:',
  options: [
    { key: 'json', flags: '--json', help: 'A list of the objects of the REST API.' },
    jsonIndent,
  ],
};
