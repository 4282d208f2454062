import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { errorCodes } from '#base';
import { commands } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { realMachine } from './fake-terminal.test.ts';

test('every command explains itself under its own name and under that of django-ca', async () => {
  await using machine = realMachine();
  for (const { path, alias, summary, examples } of commands) {
    for (const words of [path, ...(alias === undefined ? [] : [[alias]])]) {
      const { exitCode, out, err } = await machine.type([...words, '--help']);
      assert.deepEqual([exitCode, err], [0, ''], words.join(' '));
      assert.ok(out.startsWith(`Usage: certwright ${words.join(' ')} `), out);
      assert.ok(out.includes(summary), out);
      for (const [command] of examples) assert.ok(out.includes(command), out);
    }
  }
  assert.deepEqual(readdirSync(machine.directory.path), [], 'help writes nothing');
});

test('the main help names every noun, the environment and the names of django-ca, but hides the latter', async () => {
  await using machine = realMachine();
  for (const words of [[], ['--help'], ['help']]) {
    const { exitCode, out } = await machine.type(words);
    assert.equal(exitCode, 0);
    for (const word of ['serve', 'ca', 'cert', 'user', 'config', 'CERTWRIGHT_DATA', 'edit_ca'])
      assert.ok(out.includes(word), word);
    assert.doesNotMatch(out, /^ {2}edit_ca \[/m);
  }
});

test('help shows a command, a topic, or says that there is neither', async () => {
  await using machine = realMachine();
  assert.match(await machine.must('help', 'ca', 'create'), /^Usage: certwright ca create/);
  assert.match(await machine.must('help', 'names'), /beginning of a serial/);
  const wrong = await machine.type(['help', 'nothing']);
  assert.deepEqual([wrong.exitCode, wrong.out], [2, '']);
  assert.match(wrong.err, /^Error: There is no command or topic nothing/);
});

test('help exit-codes lists every error code below its number', async () => {
  await using machine = realMachine();
  const page = await machine.must('help', 'exit-codes');
  const sections = page
    .split(/^ +(?=\d+ )/m)
    .map((section) => [Number.parseInt(section, 10), section] as const);
  for (const code of errorCodes) {
    const [, section] = sections.find(([number]) => number === exitCodes[code]) ?? [];
    assert.match(section ?? '', new RegExp(`\\b${code}\\b`), code);
  }
});

test('a slip of the pen is answered by what was probably meant, and by the usage', async () => {
  await using machine = realMachine();
  const cases: [readonly string[], RegExp][] = [
    [['sevre'], /unknown command 'sevre'\n\(Did you mean serve\?\)/],
    [['ca', 'lst'], /unknown command 'lst'\n\(Did you mean list\?\)/],
    [
      ['ca', 'list', '--treee'],
      /unknown option '--treee'\n\(Did you mean --tree\?\)\nUsage: certwright ca list/,
    ],
    [['ca', 'create', 'root'], /missing required argument 'subject'\nUsage: certwright ca create/],
    [
      ['ca', 'create', 'root', '/C=AT/CN=x'],
      /argument value '\/C=AT\/CN=x' is invalid for argument 'subject'/,
    ],
    [
      ['ca', 'create', 'root', 'CN=x', '--expires', 'never'],
      /option '--expires <days>' argument 'never' is invalid/,
    ],
    [['ca', 'create', 'root', 'CN=x', '--key-type', 'DSA'], /Allowed choices are RSA, EC, Ed25519/],
    [['cert', 'view'], /missing required argument 'certificate'/],
    [['list_cas', 'extra'], /too many arguments/],
  ];
  for (const [words, said] of cases) {
    const { exitCode, out, err } = await machine.type(words);
    assert.deepEqual([exitCode, out], [2, ''], words.join(' '));
    assert.match(err, said);
    assert.match(err, /^Error: /);
  }
  assert.deepEqual(readdirSync(machine.directory.path), [], 'a wrong command line writes nothing');
});

test('colours appear on a terminal only, and not with NO_COLOR', async () => {
  await using machine = realMachine();
  const cases = [
    [{ isTerminal: true }, true],
    [{ isTerminal: true, env: { NO_COLOR: '1' } }, false],
    [{ isTerminal: true, env: { TERM: 'dumb' } }, false],
    [{ isTerminal: false }, false],
  ] as const;
  for (const [surroundings, colours] of cases) {
    const { out } = await machine.type(['--help'], surroundings);
    assert.equal(out.includes('\u001B'), colours, JSON.stringify(surroundings));
  }
});

test('--version shows the version of the package', async () => {
  await using machine = realMachine();
  assert.match(await machine.must('--version'), /^\d+\.\d+\.\d+\n$/);
});
