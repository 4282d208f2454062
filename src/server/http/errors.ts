import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isCaError } from '#base';
import type { ErrorCode } from '#base';
import { HttpError } from './http-error.ts';
import { errorStatus } from './status.ts';

/** What an error becomes on the wire: the status, the value of `detail` in the body, headers besides. */
export interface ErrorAnswer {
  readonly status: number;
  readonly detail: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Codes whose own words are not told: the status says all that the asker may know. */
const wordless: ReadonlySet<ErrorCode> = new Set(['not_found', 'unauthorized', 'forbidden']);
const retryLater = { 'retry-after': '1' };

/** What a handler said of an answer before it failed: nothing of it is true of the words that say so. */
const ofTheAnswer = [
  'accept-ranges',
  'cache-control',
  'content-encoding',
  'content-range',
  'etag',
  'last-modified',
  'vary',
];

/**
 * Tells what `error` becomes on the wire. Unknown errors become 500 with nothing of their text; so do those of our
 * own codes that only an operator can mend.
 */
export function describeError(error: unknown): ErrorAnswer {
  if (error instanceof HttpError) return error;
  const status = statusOf(error);
  const detail = isCaError(error) && tellable(error.code) ? error.detail : phrase(status);
  return { status, detail, headers: status === 503 ? retryLater : {} };
}

/** The error handler of the whole server: logs what is ours to mend, answers `{"detail": …}`. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { status, detail, headers } = describeError(error);
  if (status >= 500) request.log.error({ err: error }, 'request failed');
  for (const header of ofTheAnswer) reply.removeHeader(header);
  reply.code(status).headers(headers).send({ detail });
}

function tellable(code: ErrorCode): boolean {
  return errorStatus[code] !== 500 && !wordless.has(code);
}

function statusOf(error: unknown): number {
  if (isCaError(error)) return errorStatus[error.code];
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  const ofFastify = (error as { code?: unknown } | null)?.code?.toString().startsWith('FST_');
  return ofFastify && typeof status === 'number' && status >= 400 ? status : 500;
}

function phrase(status: number): string {
  return STATUS_CODES[status] ?? 'Error';
}
