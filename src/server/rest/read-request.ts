import type { z } from 'zod';
import { invalidRequest, missing } from './invalid-request.ts';
import type { InvalidItem } from './invalid-request.ts';
import { toItems } from './issue-items.ts';

/** The name under which the faults of a body are told. */
export type BodyPlace = 'data' | 'revocation';

/** A request before anything of it is checked. */
export interface RawRequest {
  readonly rawQuery: Readonly<Record<string, unknown>>;
  /** Parsed JSON; undefined when there was no body. */
  readonly rawBody: unknown;
}

/** What query and body must look like; absent where an endpoint takes none. */
export interface RequestSchemas<Query, Body> {
  readonly query?: z.ZodType<Query>;
  readonly body?: { readonly place: BodyPlace; readonly schema: z.ZodType<Body> };
}

interface Reading<T> {
  /** Undefined where there is no schema, or a fault. */
  readonly data: T;
  readonly items: readonly InvalidItem[];
}

/**
 * Query and body of a request as its schemas make them. The faults of both are told together.
 *
 * @throws HttpError 422.
 */
export function readRequest<Query, Body>(
  { query, body }: RequestSchemas<Query, Body>,
  { rawQuery, rawBody }: RawRequest,
): { query: Query; body: Body } {
  const asked = read(query, lastOfEach(rawQuery), ['query']);
  const place = ['body', body?.place ?? ''];
  const sent =
    rawBody === undefined && body
      ? nothing<Body>(place)
      : read(body?.schema, withoutList(rawBody), place);
  const items = [...asked.items, ...sent.items];
  if (items.length > 0) throw invalidRequest(items);
  return { query: asked.data, body: sent.data };
}

function read<T>(schema: z.ZodType<T> | undefined, given: unknown, place: string[]): Reading<T> {
  const result = schema?.safeParse(given, { reportInput: true });
  const items = result?.error ? toItems(result.error.issues, place, given) : [];
  return { data: result?.data as T, items };
}

function nothing<T>(place: string[]): Reading<T> {
  return { data: undefined as T, items: [missing(place)] };
}

/** Of a parameter that is given several times, the last counts. */
function lastOfEach(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.at(-1) : value,
    ]),
  );
}

/** A list has none of the fields that are looked for, and django-ca takes it for an object without any. */
function withoutList(body: unknown): unknown {
  return Array.isArray(body) ? {} : body;
}
