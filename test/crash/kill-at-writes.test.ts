/*
 * kill -9 at the n-th write or flush of a command line, see kill-at-call.c: afterwards there is nothing of what was asked,
 * or the whole of it. One command at one random place in every run; CRASH_POINTS=all tries every
 * place of each, CRASH_POINTS=1/4 every fourth from a random one on, CRASH_POINTS=3,17 these.
 * The write of a key file itself is not among the places, the flush after it is.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cpSync, existsSync, readdirSync, utimesSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openApp, type App, type AppOptions } from '#app';
import { fixedClock, isCaError, minute } from '#base';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { encodePkcs8, name } from '#x509';
import { makeCsr } from '../csr.ts';
import { outsideAuthority } from '../outside.ts';
import { compileKillAtCall, skipKillAtCall } from './kill-at-call.ts';

const launcher = fileURLToPath(new URL('../../bin/certwright.js', import.meta.url));
/** `all`, a share like `1/4`, or the places to try, like `3,17`. */
const { CRASH_POINTS: points } = process.env;
const [, share] = /^1\/(\d+)$/.exec(points === 'all' ? '1/1' : (points ?? '')) ?? [];
const mostPlaces = 500;

/** A directory with an authority and a certificate, from which every round starts anew. */
const place = temporaryDirectory();
const start = `${place.path}/start`;
let killAt: ReturnType<typeof compileKillAtCall>;

type How = Pick<AppOptions, 'jobs' | 'ocsp'>;

function open(data: string, nowMs: number, how: How): Promise<App> {
  return openApp({
    ...how,
    database: `${data}/certwright.db`,
    keys: { default: files({ directory: `${data}/keys` }) },
    clock: fixedClock(nowMs),
    // Of two jobs that would make one responder, one is told to come again.
    report: (error) => {
      if (!isCaError(error, 'busy')) throw error;
    },
  });
}

async function prepare(): Promise<void> {
  killAt = compileKillAtCall(place.path);
  const house = await outsideAuthority(Date.now(), { subject: 'CN=House' });
  place.write('house.key', Buffer.from(encodePkcs8(house.key)));
  place.write('house.pem', house.pem);
  const { pem } = await makeCsr();
  place.write('host.csr', pem);
  await using app = await open(start, Date.now(), { jobs: 'hold', ocsp: 'hold' });
  const first = await app.authorities.create({ name: 'first', subject: name('CN=First') });
  await app.certificates.issue(first, { csr: pem, subject: name('CN=old') });
}

/** What other rooms keep about an authority: all of it, or no authority. */
const policies = ['--acme-enable', '--ocsp-response-validity', '7200'];

const commands: Readonly<Record<string, readonly string[]>> = {
  'ca create': ['new', 'CN=New', '--parent', 'first', ...policies],
  'ca import': ['house', `${place.path}/house.key`, `${place.path}/house.pem`, ...policies],
  'cert sign': ['--csr', `${place.path}/host.csr`, '--name', 'new.example.com'],
  'cert revoke': ['old', '--reason', 'superseded'],
};

/** About as many places as each has. */
const typical: Readonly<Record<string, number>> = {
  'ca create': 175,
  'ca import': 175,
  'cert sign': 60,
  'cert revoke': 65,
};

/** How a round ended, and what it said. */
interface Round {
  readonly killed: boolean;
  readonly told: string;
}

function runAndKill(data: string, command: string, when: number): Round {
  const words = [...command.split(' '), ...(commands[command] ?? [])];
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [launcher, ...words], {
    env: { ...process.env, ...killAt(when), CERTWRIGHT_DATA: data },
    encoding: 'utf8',
    timeout: 60_000,
  });
  const killed = signal === 'SIGKILL';
  assert.ok(killed || status === 0, `${command} at ${when}: ${stderr}`);
  return { killed, told: stdout };
}

/** As a server finds it that starts eleven minutes later: all belongs together, and `command` was done or not. */
async function checkWhole(data: string, command: string, { killed, told }: Round): Promise<void> {
  const keys = `${data}/keys`;
  for (const file of readdirSync(keys)) utimesSync(`${keys}/${file}`, 1, 1);
  await using app = await open(data, Date.now() + 11 * minute, { jobs: 'run' });
  // While jobs make responders, what is read first and what is read then need not agree.
  await app.events.idle();
  await app.jobs.idle();
  const done = await isDone(app, command);
  if (!killed || told !== '') assert.ok(done, 'what was told is on record');
  const authorities = await app.authorities.list();
  for (const each of authorities) assert.ok(await app.authorities.canSign(each), each.name);
  assert.deepEqual(
    readdirSync(keys).toSorted(),
    await keysOnRecord(app),
    'a key, and who it is of',
  );
  assert.equal((await app.events.verify()).fault, undefined);
}

/** The files of the keys that are in service: one for each authority, and at least one for its responder. */
async function keysOnRecord(app: App): Promise<string[]> {
  const reader = app.db.reader<Record<'authority' | 'ocsp_responder', KeyRow>>();
  const refs: string[] = [];
  for (const table of ['authority', 'ocsp_responder'] as const) {
    const rows = await reader.selectFrom(table).selectAll().where('state', '=', 'ready').execute();
    const { size } = new Set(rows.map((row) => row.authority_id ?? row.id));
    assert.equal(size, (await app.authorities.list()).length, table);
    refs.push(...rows.map((row) => (JSON.parse(row.key_ref) as { file: string }).file));
  }
  return refs.toSorted();
}

interface KeyRow {
  readonly id: number;
  readonly authority_id?: number;
  readonly key_ref: string;
  readonly state: string;
}

/** Whether the act is on record; that the audit trail says the same, once. */
async function isDone(app: App, command: string): Promise<boolean> {
  const events = await app.events.list({ after: 0, limit: 1000 });
  const count = (type: string): number => events.filter((event) => event.type === type).length;
  const authorities = await app.authorities.list();
  const certificates = await app.certificates.list();
  const asked = certificates.filter(({ autogenerated }) => !autogenerated);
  const revoked = certificates.filter(({ revocation }) => revocation !== null);
  assert.equal(count('authority.created'), authorities.length);
  for (const { id } of authorities.slice(1)) {
    const { enabled } = await app.acme.policy(id);
    const { responseValiditySeconds } = await app.ocsp.policy(id);
    assert.deepEqual([enabled, responseValiditySeconds], [true, 7200], 'its policies came with it');
  }
  assert.equal(count('certificate.issued'), certificates.length);
  assert.equal(count('certificate.revoked'), revoked.length);
  if (command === 'cert revoke') return revoked.length === 1;
  return command === 'cert sign' ? asked.length === 2 : authorities.length === 2;
}

async function round(command: string, when: number): Promise<boolean> {
  using directory = temporaryDirectory();
  const data = `${directory.path}/data`;
  cpSync(start, data, { recursive: true });
  const ended = runAndKill(data, command, when);
  assert.ok(existsSync(`${data}/keys`));
  await checkWhole(data, command, ended);
  return ended.killed;
}

describe('kill -9 at a write leaves nothing or the whole of', { skip: skipKillAtCall() }, () => {
  before(prepare);
  after(() => place[Symbol.dispose]());
  if (points === undefined) {
    test('one command, at a random place', async (t) => {
      const all = Object.keys(commands);
      const command = all[randomInt(all.length)] ?? '';
      await tryPlaces(command, [randomInt(1, typical[command] ?? 2)], (line) => t.diagnostic(line));
    });
    return;
  }
  for (const command of Object.keys(commands)) {
    test(command, async (t) => {
      const tell = (line: string): void => t.diagnostic(line);
      if (share !== undefined) await tryEvery(Number(share), command, tell);
      else await tryPlaces(command, points.split(',').map(Number), tell);
    });
  }
});

async function tryPlaces(
  command: string,
  places: readonly number[],
  tell: (line: string) => void,
): Promise<void> {
  for (const when of places)
    tell(`${command} at ${when}: ${(await round(command, when)) ? 'killed' : 'lived'}`);
}

async function tryEvery(
  step: number,
  command: string,
  tell: (line: string) => void,
): Promise<void> {
  const first = 1 + randomInt(step);
  let when = first;
  while (await round(command, when)) assert.ok((when += step) < mostPlaces, 'it ends at last');
  assert.ok(when > first, 'it was killed on the way');
  tell(`killed at ${(when - first) / step} places: ${first}, ${first + step} and so on`);
}
