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
    [['three', '--password-file', file, '--superuser'], {}],
  ];
  for (const [words, env] of cases) {
    const { exitCode, out, err } = await machine.type(['user', 'create', ...words], { env });
    assert.equal(exitCode, 0, err);
    assert.equal(out, `Created the user ${words[0]}.\n`);
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
    'grants',
    'groups',
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

test('a permission holds everywhere, or at one authority that is named as people name it', async () => {
  await using machine = await fakeMachine();
  await machine.must('ca', 'create', 'issuing', 'CN=Issuing CA');
  const may = ['--may', 'certificate.view', 'certificate.sign@issuing'];
  await machine.must('user', 'create', 'robot', '--generate', ...may);
  assert.equal(
    await machine.must('user', 'list'),
    'robot - may certificate.sign@issuing, certificate.view\n',
  );
  await machine.must(
    'user',
    'edit',
    'robot',
    '--may',
    'authority.view@Issuing CA',
    '--email',
    'r@x',
  );
  assert.equal(
    await machine.must('user', 'view', 'robot'),
    [
      '* Name: robot',
      '* E-mail: r@x',
      '* Active: Yes',
      '* Superuser: No',
      '* Groups: (none)',
      '* May:',
      '  * authority.view@issuing',
      '',
    ].join('\n'),
  );
  await machine.must('user', 'edit', 'robot', '--may');
  assert.match(await machine.must('user', 'view', 'robot'), /^\* May: nothing$/m);
  const cases: [readonly string[], number, RegExp][] = [
    [['--may', 'certificate.sign@nowhere'], 1, /nowhere: Certificate authority not found/],
    [['--may', 'certificate.burn@issuing'], 2, /no permission "certificate.burn"/],
    [['--group', 'nobody'], 1, /no such group/],
  ];
  for (const [words, code, said] of cases) {
    const { exitCode, out, err } = await machine.type(['user', 'edit', 'robot', ...words]);
    assert.deepEqual([exitCode, out], [code, '']);
    assert.match(err, said);
  }
});

test('groups are made, given to users, changed and deleted', async () => {
  await using machine = await fakeMachine();
  await machine.must('group', 'create', 'signers', '--may', 'certificate.sign');
  await machine.must('user', 'create', 'ann', '--generate', '--group', 'signers');
  assert.equal(await machine.must('user', 'list'), 'ann - may certificate.sign\n');
  assert.equal(await machine.must('group', 'list'), 'signers - may certificate.sign (ann)\n');
  await machine.must('group', 'edit', 'signers', 'certificate.view', 'authority.view');
  assert.equal(
    await machine.must('group', 'list'),
    'signers - may authority.view, certificate.view (ann)\n',
  );
  await machine.must('user', 'edit', 'ann', '--no-groups');
  assert.match(await machine.must('group', 'list'), /\(nobody\)/);
  await machine.must('group', 'delete', 'signers');
  assert.equal(await machine.must('group', 'list'), '');
  const again = await machine.type(['group', 'delete', 'signers']);
  assert.deepEqual([again.exitCode, again.err], [1, 'Error: signers: There is no such group.\n']);
});

test('a token is shown once, listed without itself, and revoked', async () => {
  await using machine = await fakeMachine();
  await machine.must('user', 'create', 'robot', '--generate');
  const made = await machine.type([
    'user',
    'token',
    'create',
    'robot',
    'deploy',
    '--expires',
    '30',
  ]);
  assert.match(made.out, /^certwright_[A-Za-z0-9]{40}\n$/);
  assert.equal(made.err, 'Shown this once; it counts until 2026-12-21T12:00:30.000Z.\n');
  assert.equal(
    await machine.must('user', 'token', 'list'),
    '1 - robot - deploy (until 2026-12-21, last used: never)\n',
  );
  await machine.must('user', 'token', 'revoke', 'robot', 'deploy');
  const [listed] = JSON.parse(
    await machine.must('user', 'token', 'list', 'robot', '--json'),
  ) as Record<string, unknown>[];
  assert.deepEqual([listed?.['revoked'], listed?.['token']], ['2026-11-21T12:00:30Z', undefined]);
  const wrong = await machine.type(['user', 'token', 'revoke', 'robot', 'deploy']);
  assert.equal(wrong.exitCode, 1);
  assert.match(await machine.must('user', 'token', '--help'), /Usage: certwright user token /);
});

test('users are switched off and on, and given another password; the last superuser stays', async () => {
  await using machine = await fakeMachine();
  await machine.must('user', 'create', 'root', '--generate', '--superuser');
  await machine.must('user', 'create', 'ann', '--generate');
  await machine.must('user', 'disable', 'ann');
  assert.match(await machine.must('user', 'list'), /^ann .*\(inactive\)$/m);
  await machine.must('user', 'enable', 'ann');
  assert.doesNotMatch(await machine.must('user', 'list'), /inactive/);
  assert.match(
    await machine.must('user', 'password', 'ann', '--generate'),
    /^Password, shown this once: [A-Za-z0-9]{24}\n$/,
  );
  for (const words of [
    ['disable', 'root'],
    ['edit', 'root', '--no-superuser'],
  ]) {
    const { exitCode, err } = await machine.type(['user', ...words]);
    assert.deepEqual([exitCode, /last active superuser/.test(err)], [1, true]);
  }
  const none = await machine.type(['user', 'password', 'nobody', '--generate']);
  assert.deepEqual([none.exitCode, none.out], [1, '']);
});

test('the trail tells who did what, by type, actor and time', async () => {
  await using machine = await fakeMachine();
  await machine.must('user', 'create', 'ann', '--generate');
  await machine.must('user', 'disable', 'ann');
  const types = async (...words: string[]): Promise<string[]> =>
    (await machine.must('audit', 'list', ...words))
      .split('\n')
      .flatMap((line) => line.split(' - ')[2] ?? []);
  assert.deepEqual(await types('--actor', 'cli'), ['user.created', 'user.updated']);
  assert.deepEqual(await types('--type', 'user.updated'), ['user.updated']);
  assert.deepEqual(await types('--since', '2026-11-21T12:00:31Z'), []);
  assert.deepEqual(await types('--after', '0', '--limit', '1'), ['user.created']);
  assert.match(await machine.must('audit', 'verify'), /^2:[0-9a-f]{64}\n$/);
});
