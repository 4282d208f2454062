import type { z } from 'zod';
import { valueError } from './invalid-request.ts';
import type { fault, InvalidItem } from './invalid-request.ts';

/** An item but for its place. */
export type Words = Omit<InvalidItem, 'loc'>;

/** Words, and how many steps above the issue's own path Pydantic sees the fault. */
export interface Description extends Words {
  readonly up?: number;
}

/** zod's issue of one code. */
export type IssueOf<Code extends z.core.$ZodIssue['code']> = Extract<
  z.core.$ZodIssue,
  { code: Code }
>;

type Table = {
  readonly [Code in z.core.$ZodIssue['code']]: (issue: IssueOf<Code>) => Words;
};

/** What Pydantic says where zod says `issue`. */
export function describeIssue(issue: z.core.$ZodIssue): Description {
  if (issue.code === 'invalid_union') {
    // To Pydantic the type of a general name is a mere field, that of an extension the tag of a union.
    const values = optionsOf(issue);
    if (values.includes('dirName')) return typeOfName(issue, values);
    return { ...tagWords(issue), up: 1 };
  }
  if (issue.input === undefined && issue.code !== 'custom') return missingWords;
  const row = table[issue.code] as (issue: z.core.$ZodIssue) => Words;
  return row(issue);
}

const missingWords: Words = { type: 'missing', msg: 'Field required' };

const table: Table = {
  invalid_type: ({ expected, input }) => typeWords(expected, input),
  invalid_value: ({ values }) => choiceWords(values),
  too_big: ({ origin, maximum, input }) => tooMuch(origin, Number(maximum), input),
  too_small: ({ origin, minimum, input }) => tooLittle(origin, Number(minimum), input),
  invalid_format: ({ pattern }) => ({
    type: 'string_pattern_mismatch',
    msg: `String should match pattern '${pattern ?? ''}'`,
    ctx: { pattern },
  }),
  custom: ({ params, message }) => {
    const own = params?.['fault'] as ReturnType<typeof fault>['fault'] | undefined;
    return own ? { ...own, msg: message } : ruleWords(message);
  },
  invalid_union: ({ message }) => ruleWords(message),
  invalid_key: ({ message }) => ruleWords(message),
  invalid_element: ({ message }) => ruleWords(message),
  not_multiple_of: ({ message }) => ruleWords(message),
  unrecognized_keys: ({ message }) => ruleWords(message),
};

function choiceWords(values: readonly z.core.util.Primitive[]): Words {
  const expected = alternatives(values);
  // django-ca's reasons are a Python Enum, every other closed list of words is a Literal.
  const type = values.includes('superseded') ? 'enum' : 'literal_error';
  return { type, msg: `Input should be ${expected}`, ctx: { expected } };
}

const typeNames: Readonly<Record<string, readonly [type: string, msg: string]>> = {
  string: ['string_type', 'Input should be a valid string'],
  boolean: ['bool_type', 'Input should be a valid boolean'],
  number: ['int_type', 'Input should be a valid integer'],
  int: ['int_from_float', 'Input should be a valid integer, got a number with a fractional part'],
  array: ['list_type', 'Input should be a valid list'],
  record: ['dict_type', 'Input should be a valid dictionary'],
  object: [
    'model_attributes_type',
    'Input should be a valid dictionary or object to extract fields from',
  ],
  null: ['none_required', 'Input should be None'],
};

/** Where Pydantic tries to read the value from text before it gives up. */
const parsedNames: Readonly<Record<string, readonly [type: string, msg: string]>> = {
  boolean: ['bool_parsing', 'Input should be a valid boolean, unable to interpret input'],
  number: ['int_parsing', 'Input should be a valid integer, unable to parse string as an integer'],
};

function typeWords(expected: string, input: unknown): Words {
  const parsed = typeof input === 'string' ? parsedNames[expected] : undefined;
  const [type, msg] = parsed ??
    typeNames[expected] ?? [`${expected}_type`, `Input should be a valid ${expected}`];
  return { type, msg };
}

function tooMuch(origin: string, maximum: number, input: unknown): Words {
  if (origin === 'string') {
    const msg = `String should have at most ${count(maximum, 'character')}`;
    return { type: 'string_too_long', msg, ctx: { max_length: maximum } };
  }
  if (origin === 'array') return listWords('too_long', `at most ${count(maximum, 'item')}`, input);
  const msg = `Input should be less than or equal to ${maximum}`;
  return { type: 'less_than_equal', msg, ctx: { le: maximum } };
}

function tooLittle(origin: string, minimum: number, input: unknown): Words {
  if (origin === 'string') {
    const msg = `String should have at least ${count(minimum, 'character')}`;
    return { type: 'string_too_short', msg, ctx: { min_length: minimum } };
  }
  if (origin === 'array')
    return listWords('too_short', `at least ${count(minimum, 'item')}`, input);
  const msg = `Input should be greater than or equal to ${minimum}`;
  return { type: 'greater_than_equal', msg, ctx: { ge: minimum } };
}

function listWords(type: string, bound: string, input: unknown): Words {
  const length = Array.isArray(input) ? input.length : 0;
  const msg = `List should have ${bound} after validation, not ${length}`;
  return { type, msg, ctx: { field_type: 'List', actual_length: length } };
}

function ruleWords(message: string): Words {
  const { type, msg, ctx } = valueError([], message);
  return { type, msg, ctx };
}

function tagWords(issue: IssueOf<'invalid_union'>): Words {
  const { discriminator, input, message } = issue;
  if (discriminator === undefined) return ruleWords(message);
  const name = `'${discriminator}'`;
  const tag = (input as Record<string, unknown> | undefined)?.[discriminator];
  if (tag === undefined) {
    const msg = `Unable to extract tag using discriminator ${name}`;
    return { type: 'union_tag_not_found', msg, ctx: { discriminator: name } };
  }
  const shown = excerpt(tag);
  const expected = optionsOf(issue)
    .map((option) => `'${option}'`)
    .join(', ');
  return {
    type: 'union_tag_invalid',
    msg: `Input tag '${shown}' found using ${name} does not match any of the expected tags: ${expected}`,
    ctx: { discriminator: name, tag: shown, expected_tags: expected },
  };
}

function typeOfName(issue: IssueOf<'invalid_union'>, values: readonly string[]): Words {
  const { type } = issue.input as { readonly type?: unknown };
  return type === undefined ? missingWords : choiceWords(values);
}

function optionsOf(issue: IssueOf<'invalid_union'>): readonly string[] {
  return 'options' in issue ? (issue.options as readonly string[]) : [];
}

/** Of text alone: an object may be nested deeper than what writes it can follow. */
function excerpt(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 100) : typeof value;
}

function alternatives(values: readonly z.core.util.Primitive[]): string {
  const quoted = values.map((value) => `'${String(value)}'`);
  const last = quoted.pop() ?? '';
  return quoted.length > 0 ? `${quoted.join(', ')} or ${last}` : last;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
