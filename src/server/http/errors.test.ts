import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionError, CaError, errorCodes } from '#base';
import { describeError } from './errors.ts';
import { HttpError } from './http-error.ts';
import { errorStatus } from './status.ts';

test('every error code has a status', () => {
  assert.deepEqual(Object.keys(errorStatus).sort(), [...errorCodes].sort());
});

test('an error becomes a status and words', () => {
  const cases: readonly (readonly [error: unknown, status: number, detail: unknown])[] = [
    [new CaError('not_found', 'No authority 17.'), 404, 'Not Found'],
    [new CaError('unauthorized', 'Wrong password.'), 401, 'Unauthorized'],
    [new CaError('forbidden', 'Needs certificate.sign.'), 403, 'Forbidden'],
    [new CaError('bad_validity', 'Ends too late.'), 400, 'Ends too late.'],
    [new CaError('busy', 'Try later.'), 503, 'Try later.'],
    [new CaError('internal', 'secret'), 500, 'Internal Server Error'],
    [new CaError('bad_config', 'secret'), 500, 'Internal Server Error'],
    [new HttpError(422, [{ type: 'missing' }]), 422, [{ type: 'missing' }]],
    [
      Object.assign(new Error('x'), { code: 'FST_ERR_CTP_BODY_TOO_LARGE', statusCode: 413 }),
      413,
      'Payload Too Large',
    ],
    [Object.assign(new Error('secret'), { statusCode: 418 }), 500, 'Internal Server Error'],
    [new AssertionError('secret'), 500, 'Internal Server Error'],
    [new TypeError('secret'), 500, 'Internal Server Error'],
    ['secret', 500, 'Internal Server Error'],
    [undefined, 500, 'Internal Server Error'],
    [null, 500, 'Internal Server Error'],
  ];
  for (const [error, status, detail] of cases) {
    const answer = describeError(error);
    assert.deepEqual([answer.status, answer.detail], [status, detail], String(error));
  }
});

test('a 503 says when to come back', () => {
  assert.deepEqual(describeError(new CaError('busy', 'Try later.')).headers, {
    'retry-after': '1',
  });
});
