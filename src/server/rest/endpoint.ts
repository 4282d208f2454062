import type { z } from 'zod';
import type { Permission, User } from '#users';
import { readRequest } from './read-request.ts';
import type { BodyPlace, RawRequest } from './read-request.ts';
import type { RestRooms } from './rooms.ts';

/** The parts of an address that vary. Which of them there are, the path of the endpoint says. */
export type Parameter = 'serial' | 'certificate_serial' | 'slug' | 'name';

/** A request as an endpoint sees it: who asks, and what, checked. */
export interface Call<Query, Body> {
  readonly user: User;
  readonly at: Readonly<Record<Parameter, string>>;
  readonly query: Query;
  readonly body: Body;
  /** Aborts when the server begins to close: time to stop waiting. */
  readonly closing: AbortSignal;
}

/** What is written down about an endpoint, in its own file. */
export interface EndpointSpec<Query, Body> {
  /** Unique; the OpenAPI document puts django-ca's prefix in front. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Below `api/`, with a slash at the end: `ca/{serial}/sign/`. */
  readonly path: string;
  readonly permission: Permission;
  readonly tag: Tag;
  readonly summary: string;
  /** Superseded by another address, and kept for old scripts. */
  readonly deprecated?: boolean;
  readonly query?: z.ZodType<Query>;
  readonly body?: { readonly place: BodyPlace; readonly schema: z.ZodType<Body> };
  /** What the OpenAPI document says of the answer; nothing is checked against it at run time. */
  readonly answer: z.ZodType;
  handle(rooms: RestRooms, call: Call<Query, Body>): unknown;
}

/** The sections of the documentation. */
export type Tag = 'Profiles' | 'Certificate authorities' | 'Certificates';

/** An endpoint of which only the outside is known. */
export interface Endpoint extends Omit<EndpointSpec<unknown, unknown>, 'handle'> {
  /** Checks query and body, then answers. @throws HttpError 422; whatever the endpoint throws. */
  answerTo(
    rooms: RestRooms,
    request: RawRequest & Omit<Call<never, never>, 'query' | 'body'>,
  ): unknown;
}

/** Makes an endpoint of what is written down about it. */
export function endpoint<Query = undefined, Body = undefined>(
  spec: EndpointSpec<Query, Body>,
): Endpoint {
  return Object.freeze<Endpoint>({
    ...spec,
    answerTo: (rooms, { rawQuery, rawBody, ...call }) =>
      spec.handle(rooms, { ...call, ...readRequest(spec, { rawQuery, rawBody }) }),
  });
}
