import { copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, skipWithout, type Answer, type Question } from '#oracles';

/** A network of its own, without a way out, in which ports 80, 443 and 53 are free and public addresses are ours. */
export interface Namespace extends AsyncDisposable {
  readonly name: string;
  /** Runs a tool in it. */
  ask(tool: string, args: readonly string[], question?: Question): Promise<Answer>;
  /** What to put before a command so that it runs in it. */
  readonly prefix: readonly string[];
}

/** Why there can be no such network here; false when there can. */
export async function skipWithoutNamespace(): Promise<string | false> {
  const missing = skipWithout('ip');
  if (missing !== false) return missing.replace('install ip', 'install iproute2');
  if (process.getuid?.() !== 0) return 'a network namespace is made by root alone';
  const name = `certwright-try-${process.pid}`;
  const made = await ask('ip', ['netns', 'add', name]);
  if (made.exitCode !== 0) return `no network namespace can be made here: ${made.stderr.trim()}`;
  await ask('ip', ['netns', 'delete', name]);
  return false;
}

/**
 * Makes one, with its own resolver, which it asks on its loopback, and one certificate that all tools in it trust.
 *
 * @param addresses  Addresses of its loopback, beside 127.0.0.1.
 * @param trusted    In PEM.
 */
export async function makeNamespace(
  addresses: readonly string[],
  trusted: Uint8Array,
): Promise<Namespace> {
  const name = `certwright-${process.pid}`;
  const settings = join('/etc/netns', name);
  // What stands here is what tools find in /etc.
  mkdirSync(join(settings, 'ssl/certs'), { recursive: true });
  writeFileSync(join(settings, 'resolv.conf'), 'nameserver 127.0.0.1\n');
  writeFileSync(join(settings, 'ssl/certs/ca-certificates.crt'), trusted);
  const openssl = '/etc/ssl/openssl.cnf';
  if (existsSync(openssl)) copyFileSync(openssl, join(settings, 'ssl/openssl.cnf'));
  const prefix = ['netns', 'exec', name];
  await must('netns', 'add', name);
  await must(...prefix, 'ip', 'link', 'set', 'lo', 'up');
  for (const each of addresses) {
    await must(...prefix, 'ip', 'address', 'add', `${each}/32`, 'dev', 'lo');
  }
  return {
    name,
    prefix: ['ip', ...prefix],
    ask: (tool, args, question) => ask('ip', [...prefix, tool, ...args], question),
    [Symbol.asyncDispose]: async () => {
      await ask('ip', ['netns', 'delete', name]);
      rmSync(settings, { recursive: true, force: true });
    },
  };
}

async function must(...args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await ask('ip', args);
  if (exitCode !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}
