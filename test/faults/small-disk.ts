import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { skipWithout, temporaryDirectory } from '#oracles';

const variable = 'FAULTS_DISK';
const mount = `mount -t tmpfs -o size=48m certwright "$${variable}" && exec "$@"`;
const alone = ['--mount', '--propagation', 'private'];

/** Why there can be no small file system here: it is mounted in a name space of its own, which wants root. */
export function skipWithoutMount(): string | false {
  const missing = skipWithout('unshare', 'mount', 'sh');
  if (missing) return missing;
  const { status } = spawnSync('unshare', [...alone, 'true']);
  return status === 0 ? false : 'nothing can be mounted on this machine without root';
}

/** The directory where a small file system is mounted; undefined but in a process of {@link runOnSmallDisk}. */
export function smallDisk(): string | undefined {
  return process.env[variable];
}

/** Runs a command where there is a {@link smallDisk}, with our own output; resolves with its exit code. */
export async function runOnSmallDisk(command: readonly string[]): Promise<number | null> {
  using directory = temporaryDirectory();
  const child = spawn('unshare', [...alone, 'sh', '-c', mount, 'sh', ...command], {
    stdio: 'inherit',
    env: { ...process.env, [variable]: directory.path },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}
