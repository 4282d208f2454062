import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { temporaryDirectory } from '#oracles';
import { ProcessLost, TokenFault, TokenProcess } from './token-process.ts';

const directory = temporaryDirectory();
after(() => directory[Symbol.dispose]());
const call = { slot: 0, timeoutMs: 20_000 };
const login = { pin: '1234', careful: false };

let scripts = 0;

/** A process that does this with each `message`. */
function processOf(body: string): TokenProcess {
  const text = `process.on('message', (message) => { const { id, verb, ask, slot } = message; ${body} });`;
  const path = directory.write(`${(scripts += 1)}.mjs`, text);
  return new TokenProcess({ threads: 3, entry: pathToFileURL(path) });
}

test('answers and faults find who asked, in any order', async () => {
  const process = processOf(`
    const answer = verb === 'count' ? { value: slot } : { fault: { reason: 'CKR_CANCEL' } };
    setImmediate(() => process.send({ id, ...answer }));`);
  const asked = [3, 1, 2].map((slot) => process.ask('count', { object: [] }, { ...call, slot }));
  deepEqual(await Promise.all(asked), [3, 1, 2]);
  await rejects(process.ask('login', login, call), (error) => {
    ok(error instanceof TokenFault);
    equal(error.fault.reason, 'CKR_CANCEL');
    return true;
  });
  equal(process.lost, undefined);
  process.end('the test is over');
});

test('bytes arrive as bytes, and the environment without our settings', async () => {
  globalThis.process.env['CERTWRIGHT_CANARY'] = 'x';
  const { CERTWRIGHT_CANARY, NODE_TEST_CONTEXT, UV_THREADPOOL_SIZE, PATH } = (await (async () => {
    const child = processOf(
      `process.send({ id, value: [process.env, ask.data instanceof Uint8Array] });`,
    );
    const data = new Uint8Array([1, 2]);
    const answer = await child.ask('sign', { key: [], mechanism: 0, data, size: 1 }, call);
    child.end('the test is over');
    const [env, isBytes] = answer as unknown as [Record<string, string>, boolean];
    equal(isBytes, true);
    return env;
  })()) as Record<string, string | undefined>;
  delete globalThis.process.env['CERTWRIGHT_CANARY'];
  deepEqual(
    [CERTWRIGHT_CANARY, NODE_TEST_CONTEXT, UV_THREADPOOL_SIZE],
    [undefined, undefined, '3'],
  );
  equal(PATH, globalThis.process.env['PATH']);
});

test('a process that ends takes its calls along, and is lost for good', async () => {
  const process = processOf(`if (verb === 'login') process.exit(7);`);
  const [one, other] = await Promise.allSettled([
    process.ask('count', { object: [] }, call),
    process.ask('login', login, call),
  ]);
  for (const outcome of [one, other]) {
    ok(outcome.status === 'rejected' && outcome.reason instanceof ProcessLost);
    match(outcome.reason.message, /ended by 7/);
    equal(outcome.reason.tooSlow, false);
  }
  ok(process.lost);
  await rejects(process.ask('count', { object: [] }, call), ProcessLost);
});

test('a process that does not answer in time is killed; only who waited for it was too slow', async () => {
  const process = processOf('');
  const [slow, beside] = await Promise.allSettled([
    process.ask('count', { object: [] }, { slot: 0, timeoutMs: 50 }),
    process.ask('count', { object: [] }, { slot: 1, timeoutMs: 20_000 }),
  ]);
  ok(slow.status === 'rejected' && slow.reason instanceof ProcessLost && slow.reason.tooSlow);
  ok(
    beside.status === 'rejected' && beside.reason instanceof ProcessLost && !beside.reason.tooSlow,
  );
});

test('a process that cannot be started is lost from the beginning', async () => {
  const process = new TokenProcess({ threads: 1, entry: new URL('file:///nowhere/none.mjs') });
  await rejects(process.ask('count', { object: [] }, call), ProcessLost);
});
