import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, skipWithout } from '#oracles';
import { realMachine, typed } from './fake-terminal.test.ts';

/** What bash offers behind these words, the last of which is not finished. */
async function offered(script: string, words: readonly string[]): Promise<string[]> {
  const array = words.map((word) => `'${word}'`).join(' ');
  const program = `${script}
COMP_WORDS=(certwright ${array}); COMP_CWORD=${words.length}; _certwright
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { exitCode, stdout, stderr } = await ask('bash', ['-c', program]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

test('bash offers commands, options and choices', { skip: skipWithout('bash') }, async () => {
  await using machine = realMachine();
  const script = await machine.must('completion', 'bash');
  const cases: [string[], string[]][] = [
    [['ce'], ['cert']],
    [
      ['cert', 're'],
      ['resign', 'revoke', 'release'],
    ],
    [typed('cert sign --cs'), ['--csr']],
    [typed('cert sign --csr x.csr --web'), ['--webserver']],
    [typed('cert export x --format pkc'), ['pkcs7', 'pkcs12']],
    [typed('sign_cert --webs'), ['--webserver']],
    [typed('user token re'), ['revoke']],
    [typed('completion f'), []],
    [typed('ca create root CN=x --tos x'), []],
  ];
  for (const [words, expected] of cases)
    assert.deepEqual(
      (await offered(script, words)).toSorted(),
      expected.toSorted(),
      words.join(' '),
    );
});

test('fish offers the same', { skip: skipWithout('fish') }, async () => {
  await using machine = realMachine();
  const file = machine.directory.write('certwright.fish', await machine.must('completion', 'fish'));
  const cases: [string, string[]][] = [
    ['ce', ['cert']],
    ['cert re', ['release', 'resign', 'revoke']],
    ['cert sign --csr x.csr --web', ['--webserver']],
    ['cert export x --format pkc', ['pkcs12', 'pkcs7']],
    ['sign_cert --webs', ['--webserver']],
    ['ca create root CN=x --tos x', []],
  ];
  const lines = cases.map(([words]) => `complete -C 'certwright ${words}'; echo END`);
  const program = [`source ${file}`, `cd ${machine.directory.path}`, ...lines].join('; ');
  const { exitCode, stdout, stderr } = await ask('fish', ['--no-config', '-c', program]);
  assert.deepEqual([exitCode, stderr], [0, '']);
  const blocks = stdout.split('END\n').slice(0, -1);
  const shown = blocks.map((block) => block.split('\n').map((line) => line.split('\t')[0] ?? ''));
  assert.deepEqual(
    shown.map((words) => words.filter((word) => word !== '').toSorted()),
    cases.map(([, expected]) => expected),
  );
});

test(
  'zsh offers the same, the very first time it is asked too',
  { skip: skipWithout('zsh') },
  async () => {
    await using machine = realMachine();
    machine.directory.write('_certwright', await machine.must('completion', 'zsh'));
    const program = `
fpath=(${machine.directory.path} $fpath); autoload -U _certwright
function bashcompinit { }; function complete { }; function _bash_complete { print "asked $*" }
_certwright
unfunction bashcompinit complete _bash_complete; autoload -U +X bashcompinit; bashcompinit
setopt ksh_arrays sh_word_split
COMP_WORDS=(certwright cert re); COMP_CWORD=2; _certwright; print "\${COMPREPLY[@]}"`;
    const { exitCode, stdout, stderr } = await ask('zsh', ['-f', '-c', program]);
    assert.deepEqual([exitCode, stderr], [0, '']);
    const [first, next = ''] = stdout.split('\n');
    assert.equal(first, 'asked -o default -F _certwright');
    const fitting = next.split(' ').filter((word) => word.startsWith('re'));
    assert.deepEqual(
      fitting.toSorted(),
      ['release', 'resign', 'revoke'],
      'zsh itself drops the others',
    );
  },
);

for (const shell of ['zsh', 'fish', 'bash']) {
  test(`${shell} reads its script without complaint`, { skip: skipWithout(shell) }, async () => {
    await using machine = realMachine();
    const file = machine.directory.write('script', await machine.must('completion', shell));
    const { exitCode, stderr } = await ask(shell, ['-n', file]);
    assert.deepEqual([exitCode, stderr], [0, '']);
  });
}

test('each script knows every command; another shell is refused', async () => {
  await using machine = realMachine();
  for (const shell of ['bash', 'zsh', 'fish']) {
    const script = await machine.must('completion', shell);
    for (const word of ['cross-sign', 'generate', 'webserver', 'pkcs12'])
      assert.ok(script.includes(word), `${shell} ${word}`);
  }
  const { exitCode, err } = await machine.type(['completion', 'tcsh']);
  assert.equal(exitCode, 2);
  assert.match(err, /Allowed choices are bash, zsh, fish/);
});
