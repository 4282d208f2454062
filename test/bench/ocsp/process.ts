import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A server in a process of its own. */
export interface ServerProcess {
  readonly pid: number;
  /** CPU time of all its threads so far. */
  cpuMs(): number;
  /** The first line that it printed; empty where none was waited for. */
  readonly firstLine: string;
  stop(): Promise<void>;
}

/** Starts a program; resolves when it has printed a line, or at once where it prints none. */
export async function startProcess(
  command: string,
  args: readonly string[],
  { prints = false }: { readonly prints?: boolean } = {},
): Promise<ServerProcess> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child, 'spawn');
  const lines = createInterface(child.stdout);
  const firstLine = prints ? await Promise.race([nextLine(lines), ended(child)]) : '';
  child.stdout.resume();
  const pid = Number(child.pid);
  return {
    pid,
    cpuMs: () => cpuMsOf(pid),
    firstLine,
    stop: async () => {
      if (child.exitCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function nextLine(lines: NodeJS.EventEmitter): Promise<string> {
  const [line] = (await once(lines, 'line')) as [string];
  return line;
}

async function ended(child: NodeJS.EventEmitter): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number | null];
  throw new Error(`The server ended with ${code}.`);
}

/** What the scheduler has counted of each thread of a process and of those it started (Linux, proc_pid_schedstat). */
function cpuMsOf(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`).map((id) => `/proc/${pid}/task/${id}`);
  const own = tasks.map((task) => Number(readOf(task, 'schedstat').split(' ', 1)[0]) / 1e6);
  const children = tasks.flatMap((task) => readOf(task, 'children').match(/\d+/g) ?? []);
  const theirs = children.map((child) => cpuMsOf(Number(child)));
  return [...own, ...theirs].reduce((sum, each) => sum + each, 0);
}

/** Empty for a thread that has just ended. */
function readOf(task: string, name: string): string {
  try {
    return readFileSync(`${task}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
