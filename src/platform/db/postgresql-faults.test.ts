import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DatabaseError } from 'pg';
import { attempt, LostConnection } from './postgresql-faults.ts';
import { StatementError } from './statement-error.ts';

/** What the driver throws: of the network with the system's name of the error, of the server with an SQLSTATE. */
const ofNetwork = (code: string): Error => Object.assign(new Error(code), { code });
const ofServer = (code: string): Error =>
  Object.assign(new DatabaseError(code, 0, 'error'), { code });

const cases: readonly (readonly [Error, typeof LostConnection | typeof StatementError])[] = [
  [ofNetwork('ECONNRESET'), LostConnection],
  [ofNetwork('EPIPE'), LostConnection],
  [ofNetwork(''), LostConnection],
  [ofServer('57P01'), LostConnection],
  [ofServer('08006'), LostConnection],
  [ofServer('23505'), StatementError],
  [ofServer('XX000'), StatementError],
];

for (const [error, expected] of cases) {
  test(`${error.constructor.name} ${error.message} is a ${expected.name}`, async () => {
    await assert.rejects(
      attempt('select 1', () => Promise.reject(error)),
      expected,
    );
  });
}
