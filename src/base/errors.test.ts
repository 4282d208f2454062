import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaError, errorCodes, isCaError, recode } from './errors.ts';

test('every code is one stable snake_case word, listed once', () => {
  assert.deepEqual(
    errorCodes.filter((code) => !/^[a-z]+(?:_[a-z]+)*$/.test(code)),
    [],
  );
  assert.equal(new Set(errorCodes).size, errorCodes.length);
});

test('an error carries its code, its sentence, its problems and its cause', () => {
  const problem = { path: ['names', 0], code: 'too_long', detail: 'Shorten it.' };
  const cause = new Error('inner');
  const error = new CaError('bad_name', 'Shorten the name.', { cause, problems: [problem] });
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'CaError');
  assert.equal(error.code, 'bad_name');
  assert.equal(error.detail, 'Shorten the name.');
  assert.equal(error.message, 'Shorten the name.');
  assert.equal(error.cause, cause);
  assert.deepEqual(error.problems, [problem]);
});

test('an error without more has no problems and no cause', () => {
  const error = new CaError('busy', 'Try again.');
  assert.deepEqual(error.problems, []);
  assert.ok(!('cause' in error));
});

test('only a CaError with one of the codes asked for is taken for one', () => {
  const error = new CaError('bad_der', 'No.');
  assert.ok(isCaError(error));
  assert.ok(isCaError(error, 'bad_pem', 'bad_der'));
  assert.ok(!isCaError(error, 'bad_pem'));
  for (const other of [new Error('bad_der'), { code: 'bad_der', detail: 'No.' }, 'x', undefined])
    assert.ok(!isCaError(other));
});

test('an error of an inner room leaves under the code of the outer one', () => {
  const problem = { path: [], code: 'padded', detail: 'It is padded.' };
  const inner = new CaError('bad_der', 'It is padded.', { problems: [problem] });
  assert.throws(
    () =>
      recode('bad_csr', () => {
        throw inner;
      }),
    { name: 'CaError', code: 'bad_csr', detail: inner.detail, problems: [problem], cause: inner },
  );
});

test('what already has the code, and what is no CaError, leaves as it is', () => {
  for (const error of [new CaError('bad_csr', 'No.'), new RangeError('bug'), 'text']) {
    let thrown: unknown;
    try {
      recode('bad_csr', () => {
        throw error;
      });
    } catch (caught) {
      thrown = caught;
    }
    assert.equal(thrown, error);
  }
  assert.equal(
    recode('bad_csr', () => 7),
    7,
  );
});
