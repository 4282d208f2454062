import { deepEqual, equal, rejects } from 'node:assert/strict';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { temporaryDirectory } from '#oracles';
import { RemoteToken } from './remote-token.ts';
import type { TokenSession } from './remote-token.ts';
import { TokenProcess } from './token-process.ts';

const directory = temporaryDirectory();
after(() => directory[Symbol.dispose]());
const started: TokenProcess[] = [];
after(() => started.forEach((process) => process.end('the tests are over')));
const unavailable = { code: 'key_unavailable' };

interface Remote {
  readonly token: RemoteToken;
  readonly clock: { ms: number };
  /** How many processes were started. */
  starts(): number;
}

let scripts = 0;

/** A token whose processes open, then do this with each `message`, at the first of which `calls` is 1. */
function remote(body: string, sessions = 2): Remote {
  const text = `let calls = 0;
    process.on('message', ({ id, verb, slot }) => {
      const say = (answer) => process.send({ id, ...answer });
      if (verb === 'open') return say({ value: { sessions: 8 } });
      calls += 1;
      ${body}
    });`;
  const entry = pathToFileURL(directory.write(`${(scripts += 1)}.mjs`, text));
  const clock = { ms: 0 };
  const before = started.length;
  const token = new RemoteToken({
    library: 'library',
    token: 'ca',
    sessions,
    timeoutMs: 20_000,
    start: () => {
      const process = new TokenProcess({ threads: 1, entry });
      started.push(process);
      return process;
    },
    now: () => clock.ms,
  });
  return { token, clock, starts: () => started.length - before };
}

const count = (session: TokenSession): Promise<number> => session.ask('count', { object: [] });

test('a process is started at the first use, once for all who ask', async () => {
  const { token, starts } = remote('say({ value: slot });');
  equal(starts(), 0);
  deepEqual(await Promise.all([token.use(count), token.use(count), token.use(count)]), [0, 1, 0]);
  equal(starts(), 1);
});

test('after failures the pauses grow from nothing to a minute, and end with the first success', async () => {
  let dead = true;
  const { token, clock, starts } = remote(`say({ value: 1 });`);
  const die = (session: TokenSession): Promise<number> => {
    if (dead) session.process.end('the test kills it');
    return count(session);
  };
  await rejects(token.use(die), unavailable);
  equal(starts(), 2, 'one again at once');
  for (const pauseMs of [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
    const before = starts();
    clock.ms += pauseMs - 1;
    await rejects(token.use(die), unavailable);
    equal(starts(), before, `nothing is started within ${pauseMs} ms`);
    clock.ms += 1;
    await rejects(token.use(die), unavailable);
    equal(starts(), before + 1);
  }
  dead = false;
  clock.ms += 60_000;
  equal(await token.use(count), 1);
  const before = starts();
  dead = true;
  await rejects(token.use(die), unavailable);
  equal(starts(), before + 1, 'as at the beginning');
});

test('a lost session is renewed in the same process, a lost device in another', async () => {
  const session = remote(
    `calls === 1 ? say({ fault: { reason: 'CKR_SESSION_HANDLE_INVALID' } }) : say({ value: calls });`,
  );
  const epochs: number[] = [];
  const value = await session.token.use((each) => {
    epochs.push(each.epoch);
    return count(each);
  });
  deepEqual([value, epochs, session.starts()], [2, [1, 2], 1]);

  const hopeless = remote(`say({ fault: { reason: 'CKR_SESSION_CLOSED' } });`);
  await rejects(hopeless.token.use(count), /CKR_SESSION_CLOSED/);
  equal(hopeless.starts(), 2);

  let died = false;
  const device = remote(
    `calls === 1 ? say({ fault: { reason: 'CKR_DEVICE_REMOVED' } }) : say({ value: 1 });`,
  );
  const twice = device.token.use(async (each) => {
    if (died) return 'in another process';
    died = true;
    return count(each);
  });
  deepEqual([await twice, device.starts()], ['in another process', 2]);
});

test('what is about the one request is not tried again', async () => {
  const cases: [reason: string, code: string][] = [
    ['CKR_MECHANISM_INVALID', 'unsupported'],
    ['CKR_KEY_FUNCTION_NOT_PERMITTED', 'unsupported'],
    ['CKR_DEVICE_MEMORY', 'key_unavailable'],
    ['no-object', 'key_unavailable'],
    ['unexpected', 'key_unavailable'],
  ];
  for (const [reason, code] of cases) {
    const { token, starts } = remote(`say({ fault: { reason: '${reason}' } });`);
    await rejects(token.use(count), { code }, reason);
    equal(starts(), 1, reason);
  }
});

test('where the token bears fewer sessions than allowed, fewer are used', async () => {
  const { token, starts } = remote(
    `slot > 0 ? say({ fault: { reason: 'CKR_SESSION_COUNT' } }) : say({ value: slot });`,
    4,
  );
  const all = await Promise.all(Array.from({ length: 8 }, () => token.use(count)));
  deepEqual(all, [0, 0, 0, 0, 0, 0, 0, 0]);
  equal(starts(), 1);
});

test('an error of the work itself is left as it is, and harms nothing', async () => {
  const { token, starts } = remote('say({ value: 1 });');
  await rejects(
    token.use(() => Promise.reject(new TypeError('ours'))),
    TypeError,
  );
  equal(await token.use(count), 1);
  equal(starts(), 1);
});
