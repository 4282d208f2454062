import { HttpError } from '#http';

/** One fault of a request, in the form that Pydantic gives it and clients of django-ca read. */
export interface InvalidItem {
  /** A stable word: `missing`, `string_type`, `value_error`, … */
  readonly type: string;
  /** Where: `body` or `query`, then field names and list positions from the outside in. */
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly ctx?: Readonly<Record<string, unknown>>;
}

/** The 422 with these faults. */
export function invalidRequest(items: readonly InvalidItem[]): HttpError {
  return new HttpError(422, items);
}

/** A fault that none of zod's checks can name: put `fault(…)` into `params` of a custom issue. */
export function fault(
  type: string,
  ctx?: InvalidItem['ctx'],
): { fault: Pick<InvalidItem, 'type' | 'ctx'> } {
  return { fault: { type, ctx } };
}

/** The item for something that is not there at all. */
export function missing(loc: InvalidItem['loc']): InvalidItem {
  return { type: 'missing', loc, msg: 'Field required' };
}

/** The item for a rule of ours. */
export function valueError(loc: InvalidItem['loc'], message: string): InvalidItem {
  return { type: 'value_error', loc, msg: `Value error, ${message}`, ctx: { error: message } };
}
