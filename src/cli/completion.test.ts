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
