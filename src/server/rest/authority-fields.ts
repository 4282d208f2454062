import type { Authority } from '#authorities';
import { HttpError } from '#http';
import { pythonDict } from './python-text.ts';
import type { RestRooms } from './rooms.ts';
import type { UpdateRequest } from './schemas/update-authority.ts';

/**
 * The rules of the fields of an authority that django-ca's model has and its schema has not: broken ones are told in
 * one sentence that holds a map in Python's notation.
 *
 * @throws HttpError 400. Nothing has been changed.
 */
export async function checkFields(
  { authorities }: Pick<RestRooms, 'authorities'>,
  authority: Authority,
  changes: UpdateRequest,
): Promise<void> {
  const faults: Record<string, string[]> = {};
  for (const [field, check] of rules) {
    const fault = changes[field] === undefined ? undefined : check(changes[field]);
    if (fault !== undefined) faults[field] = [fault];
  }
  if (faults['name'] === undefined && typeof changes.name === 'string') {
    const other = await authorities.find({ name: changes.name });
    if (other && other.id !== authority.id) faults['name'] = [nameTaken];
  }
  if (Object.keys(faults).length > 0) throw new HttpError(400, pythonDict(faults));
}

/** The 400 for a name that another authority took in the meantime. */
export function nameTakenError(): HttpError {
  return new HttpError(400, pythonDict({ name: [nameTaken] }));
}

const nameTaken = 'Certificate Authority with this Name already exists.';

type Rule = (value: unknown) => string | undefined;

const notNull: Rule = (value) => (value === null ? 'This field cannot be null.' : undefined);

const notBlank: Rule = (value) =>
  notNull(value) ?? (String(value).trim() === '' ? 'This field cannot be blank.' : undefined);

const webAddress: Rule = (value) =>
  value === '' || isWebAddress(String(value)) ? undefined : 'Enter a valid URL.';

function atLeast(minimum: number): Rule {
  const message = `Ensure this value is greater than or equal to ${minimum}.`;
  return (value) => notNull(value) ?? (Number(value) < minimum ? message : undefined);
}

/** In the order of the model, which is that of the answer. */
const rules: readonly (readonly [field: keyof UpdateRequest, check: Rule])[] = [
  ['name', notBlank],
  ['website', webAddress],
  ['terms_of_service', webAddress],
  ['ocsp_responder_key_validity', atLeast(1)],
  ['ocsp_response_validity', atLeast(600)],
  ['acme_enabled', notNull],
  ['acme_registration', notNull],
  ['acme_profile', notBlank],
  ['acme_requires_contact', notNull],
];

function isWebAddress(text: string): boolean {
  return text.length <= 200 && /^https?:\/\/[^\s/?#]+\S*$/i.test(text) && URL.canParse(text);
}
