import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { findTool } from '#oracles';
import { launcher, type FaultHouse } from './house.ts';
import { ask, type Line } from './line.ts';
import type { Fault } from './plan.ts';
import { hearOf, until } from './scene.ts';
import { skipWithoutStrace } from './strace.ts';

/** Longer than a server waits for another process (`busyMs` of #db), and a little. */
const heldMs = 33_000;
/** What only looks must be answered meanwhile, though this machine may be busy. */
const lookMs = 5000;

/**
 * A command line that stands still (SIGSTOP) in the middle of a transaction holds the lock of an SQLite file. The server
 * goes on to answer whoever only looks, tells the others that it is `busy`, and goes on when the lock is free.
 */
export const lock: Fault = {
  databases: ['sqlite'],
  killsServer: false,
  skip: skipWithoutStrace,
  strike: async (scene, random, line) => {
    const command = await stopInTransaction(scene.house, 1 + random.below(3));
    const looks = await lookFor(heldMs, line);
    const refused = scene.told.statuses.get(503) ?? 0;
    const faults = refused > 0 ? looks : [...looks, 'nobody was told that the database is busy'];
    process.kill(command.pid, 'SIGCONT');
    return {
      what: `a command that held the lock from its write number ${command.when}`,
      faults: [...faults, ...(await hearOf(scene, 1 + random.below(10))), ...(await command.ended)],
    };
  },
};

/** A command that stands still. */
interface Stopped {
  readonly pid: number;
  /** At which of its writes. */
  readonly when: number;
  /** What was wrong with its end. */
  readonly ended: Promise<string[]>;
}

const mostWrites = 40;

/** Tries one write after the other: not every one is made in a transaction. */
async function stopInTransaction(house: FaultHouse, first: number): Promise<Stopped> {
  for (let when = first; when < mostWrites; when++) {
    const stopped = await stopAt(house, when);
    if (await isLocked(house)) return stopped;
    process.kill(stopped.pid, 'SIGCONT');
    await stopped.ended;
  }
  throw new Error('no write of the command is made in a transaction');
}

async function stopAt({ env }: FaultHouse, when: number): Promise<Stopped> {
  const how = ['-f', '-o', '/dev/null', '-e', 'trace=pwrite64'];
  const inject = ['-e', `inject=pwrite64:signal=STOP:when=${when}`];
  const command = [process.execPath, launcher, 'group', 'create', `group${when}-${Date.now()}`];
  const tracer = spawn(findTool('strace') ?? '', [...how, ...inject, ...command], {
    env,
    stdio: 'ignore',
  });
  const ended = once(tracer, 'exit').then(([code]) =>
    code === 0 ? [] : [`it ended with ${code}`],
  );
  let pid = 0;
  await until(() => (pid = childOf(tracer.pid ?? 0)) > 0 && isStopped(pid), 'of a stop');
  return { pid, when, ended };
}

/** The only child of a process that has one, 0 while it has none. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

/** T: stopped, t: stopped while it is traced. */
async function isStopped(pid: number): Promise<boolean> {
  for (let times = 0; times < 5; times++) {
    if (stateOf(pid)?.toLowerCase() !== 't') return false;
    await wait(20);
  }
  return true;
}

/** Undefined of a process that has ended: before the command there are some by which strace finds out what it may do. */
function stateOf(pid: number): string | undefined {
  try {
    return /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

const tries = 50;

/** Whether nobody else gets the lock for a while, though the server does not keep it. */
async function isLocked({ directory }: FaultHouse): Promise<boolean> {
  using database = new DatabaseSync(`${directory}/ca.db`, { timeout: 0 });
  for (let left = tries; left > 0; left--) {
    try {
      database.exec('begin immediate; rollback');
      return false;
    } catch {
      await wait(20);
    }
  }
  return true;
}

/** Asks, for so long, what needs no lock. */
async function lookFor(forMs: number, line: Line): Promise<string[]> {
  const untilMs = performance.now() + forMs;
  let longestMs = 0;
  while (performance.now() < untilMs) {
    for (const path of ['healthz', 'readyz', `crl/${line.house.issuing}/`]) {
      const beganMs = performance.now();
      await ask(line, 'GET', path);
      longestMs = Math.max(longestMs, performance.now() - beganMs);
    }
    await wait(100);
  }
  if (longestMs < lookMs) return [];
  return [`whoever only looked waited ${Math.round(longestMs)} ms`];
}
