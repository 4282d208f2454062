/* Command lines as people type them, and what they see; each transcript is one machine from its first day. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fakeMachine } from './fake-terminal.test.ts';
import { makeCsr } from '../../test/csr.ts';
import { matches, readTranscript } from '../../test/scripts/transcript.ts';

for (const name of ['django-ca.txt', 'certwright.txt']) {
  test(`${name}, line by line`, async () => {
    await using machine = await fakeMachine();
    machine.directory.write('host.csr', (await makeCsr()).pem);
    machine.directory.write('pass', 'correct horse\n');
    const at = (word: string): string =>
      ['host.csr', 'pass'].includes(word) || word.startsWith('./')
        ? `${machine.directory.path}/${word}`
        : word;
    const text = readFileSync(new URL(`../../test/scripts/${name}`, import.meta.url), 'utf8');
    for (const { line, words, shown } of readTranscript(text)) {
      const { exitCode, out, err } = await machine.type(words.map(at));
      const seen = `${out}${err}${exitCode === 0 ? '' : `[exit ${exitCode}]`}`
        .trimEnd()
        .split('\n');
      const lines = seen.length === 1 && seen[0] === '' ? [] : seen;
      assert.ok(matches(lines, shown), `${line}\n${lines.join('\n')}`);
    }
  });
}
