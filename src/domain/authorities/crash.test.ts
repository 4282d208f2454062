import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { fixedClock, minute } from '#base';
import { openDatabase, type Database } from '#db';
import { createEvents, migrations as eventTables } from '#events';
import { createKeys, files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import { encodePkcs8, name } from '#x509';
import { noon } from '../../../test/app.ts';
import { outsideAuthority } from '../../../test/outside.ts';
import { createAuthorities, migrations, type Authorities } from './index.ts';

/** As if what is there had been there for long. */
function age(directory: string): void {
  for (const file of readdirSync(directory)) utimesSync(`${directory}/${file}`, 1, 1);
}

/** A machine that stands still for ever at its step number `last`: to everybody else it is dead. */
interface Mortal {
  /** Resolves when it has died. */
  readonly dead: Promise<void>;
  step<T>(act: () => Promise<T>): Promise<T>;
}

function mortal(last: number): Mortal {
  const { promise: dead, resolve } = Promise.withResolvers<void>();
  let steps = 0;
  const live = async (): Promise<void> => {
    if (++steps !== last) return;
    resolve();
    await new Promise(() => {});
  };
  const step = async <T>(act: () => Promise<T>): Promise<T> => {
    await live();
    const done = await act();
    await live();
    return done;
  };
  return { dead, step };
}

function mortalBackend(backend: KeyBackend, { step }: Mortal): KeyBackend {
  return {
    create: (...act) => step(() => backend.create(...act)),
    import: (...act) => step(async () => (await backend.import?.(...act)) ?? {}),
    keep: (...act) => step(async () => backend.keep?.(...act)),
    remove: (...act) => step(async () => backend.remove?.(...act)),
    sweep: async (...act) => backend.sweep?.(...act),
    sign: (...act) => step(() => backend.sign(...act)),
    publicKey: (...act) => backend.publicKey(...act),
  };
}

function roomOn(db: Database, keys: KeyBackend, nowMs: number = noon): Authorities {
  const clock = fixedClock(nowMs);
  const report = (error: unknown): never => {
    throw error;
  };
  const events = createEvents({ db, clock, report });
  return createAuthorities({
    db,
    clock,
    events,
    keys: createKeys({ backends: { default: keys } }),
  });
}

type Act = (room: Authorities) => Promise<unknown>;

const outside = await outsideAuthority(noon);
const key = { type: 'ec', curve: 'P-256' } as const;
const acts: Record<string, Act> = {
  create: (room) => room.create({ name: 'new', subject: name('CN=New'), key }),
  import: (room) =>
    room.import({ name: 'new', certificate: outside.pem, key: encodePkcs8(outside.key) }),
  'request and withdraw': async (room) => {
    await room.request({ name: 'new', subject: name('CN=New') });
    await room.withdraw({ name: 'new' });
  },
  rekey: (room) => room.rekey({ name: 'first' }, { name: 'new' }),
  renew: (room) => room.renew({ name: 'first' }),
};

describe('at whatever step a process dies, there is nothing of an authority or the whole of it', () => {
  for (const [title, act] of Object.entries(acts)) {
    test(title, async () => {
      let last = 0;
      while (!(await endsAlive(act, ++last))) assert.ok(last < 60, 'it ends at last');
      assert.ok(last > 5, 'it died on the way');
    });
  }
});

/** Lets `act` die at its step number `last`, and looks what is left; whether it ended before that. */
async function endsAlive(act: Act, last: number): Promise<boolean> {
  using directory = temporaryDirectory();
  const backend = files({ directory: directory.path });
  const url = 'sqlite::memory:';
  const db = await openDatabase({ url, migrations: [...eventTables, ...migrations] });
  await roomOn(db, backend).create({ name: 'first', subject: name('CN=First'), key });
  const machine = mortal(last);
  const transaction: Database['transaction'] = (work) => machine.step(() => db.transaction(work));
  const room = roomOn({ ...db, transaction }, mortalBackend(backend, machine));
  const alive = await Promise.race([act(room).then(() => true), machine.dead.then(() => false)]);
  age(directory.path);
  await checkWhole(roomOn(db, backend, noon + 11 * minute), directory.path);
  await db.close();
  return alive;
}

/** Clears away, as at the next start, and looks whether each key has its authority and each authority its key. */
async function checkWhole(room: Authorities, directory: string): Promise<void> {
  await room.recover();
  const all = await room.list();
  for (const authority of all) assert.ok(await room.canSign(authority), authority.name);
  const left = readdirSync(directory);
  assert.equal(left.length, all.length + (await room.requested()).length, left.join(' '));
  assert.ok(
    left.every((file) => /^[0-9a-f]{32}\.key$/.test(file)),
    left.join(' '),
  );
}

const rounds = 3;
const program = `
  import { createAuthorities, migrations } from '#authorities';
  import { systemClock as clock } from '#base';
  import { openDatabase } from '#db';
  import { createEvents, migrations as eventTables } from '#events';
  import { createKeys, files } from '#keys';
  import { encodePkcs8, name } from '#x509';
  import { outsideAuthority } from '../../../test/outside.ts';
  const directory = process.argv.at(-1);
  const url = 'sqlite:' + directory + '/ca.db';
  const db = await openDatabase({ url, migrations: [...eventTables, ...migrations] });
  const events = createEvents({ db, clock, report: console.error });
  const keys = createKeys({ backends: { default: files({ directory: directory + '/keys' }) } });
  const room = createAuthorities({ db, clock, events, keys });
  const key = { type: 'ec', curve: 'P-256' };
  for (let i = 0; ; i++) {
    const tag = process.pid + '/' + i;
    const other = await outsideAuthority(Date.now(), { subject: 'CN=' + i });
    console.log(i);
    await Promise.all([
      room.create({ name: tag + 'a', subject: name('CN=a'), key }),
      room.request({ name: tag + 'b', subject: name('CN=b'), key }),
      room.import({ name: tag + 'c', certificate: other.pem, key: encodePkcs8(other.key) }),
    ]);
  }
`;

const windows = process.platform === 'win32' && 'Windows has no kill -9';
test('kill -9 at any moment leaves no key that nobody knows', { skip: windows }, async (t) => {
  using directory = temporaryDirectory();
  const delays = Array.from({ length: rounds }, () => randomInt(60));
  t.diagnostic(`killed after ${delays.join(', ')} ms`);
  for (const delay of delays) {
    const args = ['--input-type=module', '--eval', program, directory.path];
    const child = spawn(process.execPath, args, { cwd: import.meta.dirname });
    child.stderr.pipe(process.stderr);
    await createInterface(child.stdout)[Symbol.asyncIterator]().next();
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill('SIGKILL');
    await once(child, 'close');
  }
  const keys = `${directory.path}/keys`;
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  age(keys);
  const url = `sqlite:${directory.path}/ca.db`;
  const db = await openDatabase({ url, migrations: [...eventTables, ...migrations] });
  await checkWhole(roomOn(db, files({ directory: keys }), Date.now() + 11 * minute), keys);
  await db.close();
});
