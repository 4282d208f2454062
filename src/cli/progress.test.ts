import assert from 'node:assert/strict';
import { PassThrough, Readable } from 'node:stream';
import { test } from 'node:test';
import type { Io } from './io.ts';
import { withProgress } from './progress.ts';

async function shown(isTTY: boolean, env: Record<string, string>, fails: boolean): Promise<string> {
  const chunks: Buffer[] = [];
  const stderr = Object.assign(new PassThrough(), { isTTY });
  stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const io: Io = { env, stdin: Readable.from([]), stdout: new PassThrough(), stderr };
  const act = async (): Promise<number> => {
    if (fails) throw new Error('no');
    return 7;
  };
  const outcome = withProgress(io, 'Making the key', act);
  if (fails) await assert.rejects(outcome, /^Error: no$/);
  else assert.equal(await outcome, 7);
  await new Promise((resolve) => setImmediate(resolve));
  return Buffer.concat(chunks).toString();
}

test('a terminal is told what takes so long, and left clean, also when it fails', async () => {
  const clear = '\r\u001B[2K';
  const cases: [boolean, Record<string, string>, boolean, string][] = [
    [true, {}, false, `${clear}Making the key…${clear}`],
    [true, {}, true, `${clear}Making the key…${clear}`],
    [true, { TERM: 'dumb' }, false, ''],
    [false, {}, false, ''],
    [false, {}, true, ''],
  ];
  for (const [isTTY, env, fails, expected] of cases)
    assert.equal(await shown(isTTY, env, fails), expected);
});
