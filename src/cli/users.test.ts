import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeMachine } from './fake-terminal.test.ts';

const secret = 'a canary of a password';

test('user create takes a password from a file, a variable, or makes one; the first two print nothing of it', async () => {
  await using machine = await fakeMachine();
  const file = machine.directory.write('pass', `${secret}\nsecond line\n`);
  const cases: [readonly string[], Record<string, string>][] = [
    [['one', '--password-file', file], {}],
    [
      [
        'two',
        '--password-env',
        'PASS',
        '--may',
        'certificate.sign',
        'certificate.view',
        '--email',
        'a@example.com',
      ],
      { PASS: secret },
    ],
    [['three', '--password', secret, '--superuser'], {}],
  ];
  for (const [words, env] of cases) {
    const { exitCode, out, err } = await machine.type(['user', 'create', ...words], { env });
    assert.equal(exitCode, 0, err);
    assert.equal(out, `Created the user ${words[0]}.\n`);
    assert.equal(err.includes('can be read by everybody'), words.includes('--password'));
    assert.doesNotMatch(err + out, /canary/);
  }
  assert.equal(
    await machine.must('user', 'list'),
    [
      'one - may authority.view, authority.change, certificate.sign, certificate.view, certificate.revoke',
      'two <a@example.com> - may certificate.sign, certificate.view',
      'three - may everything',
      '',
    ].join('\n'),
  );
});

test('a generated password is printed once', async () => {
  await using machine = await fakeMachine();
  assert.match(
    await machine.must('user', 'create', 'robot', '--generate'),
    /^Created the user robot\.\nPassword, shown this once: [A-Za-z0-9]{24}\n$/,
  );
  const object = JSON.parse(
    await machine.must('user', 'create', 'other', '--generate', '--json'),
  ) as Record<string, unknown>;
  assert.deepEqual(Object.keys(object), [
    'active',
    'created',
    'email',
    'id',
    'name',
    'password',
    'permissions',
    'superuser',
    'updated',
  ]);
  assert.equal(object['created'], '2026-11-21T12:00:30Z');
  const list = JSON.parse(await machine.must('user', 'list', '--json')) as Record<
    string,
    unknown
  >[];
  assert.deepEqual(
    list.map((user) => [user['name'], user['password']]),
    [
      ['robot', undefined],
      ['other', undefined],
    ],
  );
});

test('a user without a password, or with two, is not made', async () => {
  await using machine = await fakeMachine();
  const file = machine.directory.write('pass', 'x');
  const empty = machine.directory.write('empty', '\n');
  const cases: [readonly string[], number, RegExp][] = [
    [['x'], 2, /A user needs a password/],
    [['x', '--password'], 2, /no terminal/],
    [['x', '--generate', '--password-file', file], 2, /give no other/],
    [['x', '--password-env', 'P', '--password-file', file], 2, /one way only/],
    [['x', '--password-env', 'MISSING'], 2, /no environment variable named MISSING/],
    [['x', '--password-file', '/nowhere'], 2, /cannot be read/],
    [['x', '--password-file', empty], 2, /empty password/],
    [['x', '--generate', '--may', 'everything'], 2, /no permission "everything"/],
    [['a b', '--generate'], 2, /name/],
  ];
  for (const [words, code, said] of cases) {
    const { exitCode, out, err } = await machine.type(['user', 'create', ...words]);
    assert.deepEqual([exitCode, out], [code, ''], words.join(' '));
    assert.match(err, said);
  }
  await machine.must('user', 'create', 'taken', '--generate');
  const again = await machine.type(['user', 'create', 'taken', '--generate']);
  assert.equal(again.exitCode, 1);
  assert.equal((await machine.must('user', 'list')).trim().split('\n').length, 1);
});
