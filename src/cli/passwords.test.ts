import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { Interrupted } from './failure.ts';
import type { Io } from './io.ts';
import { askPassword } from './passwords.ts';

interface Keyboard {
  readonly io: Io;
  /** All that was shown so far. */
  shown(): string;
}

/** A terminal at which somebody types, once for each question, the keys that belong to it. */
function keyboard(answers: Readonly<Record<string, string>>): Keyboard {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  const open = new Map(Object.entries(answers));
  let shown = '';
  stderr.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    for (const [question, keys] of open) {
      if (!shown.includes(question)) continue;
      open.delete(question);
      setImmediate(() => stdin.write(keys));
    }
  });
  return { io: { env: {}, stdin, stdout: new PassThrough(), stderr }, shown: () => shown };
}

test('a password is asked for without echo, twice when it is new', async () => {
  const once = keyboard({ 'Password of the key': 'canary\r' });
  const password = await askPassword(once.io, { message: 'Password of the key' });
  assert.equal(password.reveal(), 'canary');
  assert.doesNotMatch(once.shown(), /canary|[•▪*]{2}/);
  const twice = keyboard({ 'New one': 'canary\r', 'The same again': 'canary\r' });
  const chosen = await askPassword(twice.io, { message: 'New one', twice: true });
  assert.equal(chosen.reveal(), 'canary');
});

test('two answers that differ, none at all and Ctrl-C are no password', async () => {
  const cases: [Record<string, string>, object | typeof Interrupted][] = [
    [
      { New: 'one\r', 'The same again': 'two\r' },
      { code: 'bad_request', detail: /differ/ },
    ],
    [
      { New: '\r', 'The same again': '\r' },
      { code: 'bad_request', detail: /empty/ },
    ],
    [{ New: '\u0003' }, Interrupted],
    [{ New: 'one\r', 'The same again': '\u0003' }, Interrupted],
  ];
  for (const [answers, error] of cases)
    await assert.rejects(askPassword(keyboard(answers).io, { message: 'New', twice: true }), error);
});
