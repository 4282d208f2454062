import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { openApp, type App } from '#app';
import { files } from '#keys';
import { temporaryDirectory } from '#oracles';
import { findExtension, parseCrl, parseTbsCrl, verifySignature, type Crl } from '#x509';

const rounds = 3;

/* Makes one list after the other and publishes each; what is about to be signed is on record first, in a file. */
const program = `
  import { appendFileSync } from 'node:fs';
  import { openApp } from '#app';
  import { files } from '#keys';
  import { directoryPlace, publishLists } from '#status';
  import { name } from '#x509';
  import { makeCsr } from '../../../test/csr.ts';
  const directory = process.argv.at(-1);
  const backend = files({ directory: directory + '/keys' });
  const sign = (key, message, ...how) => {
    appendFileSync(directory + '/signed', Buffer.from(message).toString('base64') + '\\n');
    return backend.sign(key, message, ...how);
  };
  const keys = { default: { ...backend, sign } };
  const ca = await openApp({ database: directory + '/ca.db', keys, ocsp: 'hold' });
  const [root = await ca.authorities.create({ name: 'r', subject: name('CN=r') })] = await ca.authorities.list();
  await ca.crl.setPolicy(root, { kept: 1, deltas: true });
  const csr = (await makeCsr()).pem;
  for (let i = 0; ; i++) {
    const subject = name('CN=host' + i);
    const issued = await Promise.all(Array.from({ length: 20 }, () => ca.certificates.issue(root, { csr, subject })));
    await Promise.all(issued.map((each) => ca.certificates.revoke(each, { reason: 'certificateHold' })));
    console.log(i);
    await ca.certificates.release(await ca.certificates.get(issued[0]));
    await ca.crl.generate(root, { force: true });
    await publishLists(directoryPlace(directory + '/www'), { ...ca, path: '' });
  }
`;

/** Runs the program and kills it a while after it has begun for good. */
async function runAndKill(directory: string, delayMs: number): Promise<void> {
  const args = ['--input-type=module', '--eval', program, directory];
  const child = spawn(process.execPath, args, { cwd: import.meta.dirname });
  child.stderr.pipe(process.stderr);
  await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  child.kill('SIGKILL');
  await once(child, 'close');
}

const numberOf = ({ extensions }: Pick<Crl, 'extensions'>): number =>
  Number(findExtension(extensions, 'crl_number')?.value);
const isDelta = ({ extensions }: Pick<Crl, 'extensions'>): boolean =>
  findExtension(extensions, 'delta_crl_indicator') !== undefined;

/** All lists that were signed in that process or were about to be; without the certificates. */
function listSigned(directory: string): { readonly number: number; readonly delta: boolean }[] {
  const lines = readFileSync(`${directory}/signed`, 'utf8').split('\n').slice(0, -1);
  return lines
    .map((line) => Buffer.from(line, 'base64'))
    .flatMap((tbsDer) => {
      try {
        const list = parseTbsCrl(tbsDer);
        return [{ number: numberOf(list), delta: isDelta(list) }];
      } catch {
        return [];
      }
    });
}

/** Every file that a web server would give out, by its path. */
function readPublished(directory: string, spki: Uint8Array): Map<string, number> {
  const paths = readdirSync(directory, { recursive: true }).map(String);
  const lists = paths.filter((path) => path.endsWith('.crl'));
  return new Map(
    lists.map((path) => {
      const list = parseCrl(readFileSync(`${directory}/${path}`));
      assert.ok(verifySignature(list.algorithm, spki, list.tbsDer, list.signature), path);
      return [path, numberOf(list)];
    }),
  );
}

async function checkLists(ca: App, spki: Uint8Array): Promise<void> {
  for (const each of await ca.crl.list()) {
    const list = parseCrl(Buffer.concat(await Array.fromAsync(ca.crl.read(each))));
    assert.ok(verifySignature(list.algorithm, spki, list.tbsDer, list.signature), each.name);
    assert.equal([...list.entries()].length, each.entries);
  }
}

const windows = process.platform === 'win32' && 'Windows has no kill -9';
test(
  'kill -9 while lists are made, pruned and published: no part of a list, no number twice',
  {
    skip: windows,
  },
  async (t) => {
    using directory = temporaryDirectory();
    const { path } = directory;
    const delays = Array.from({ length: rounds }, () => randomInt(120));
    t.diagnostic(`killed after ${delays.join(', ')} ms`);
    let published = new Map<string, number>();
    let highest = 0;
    for (const delay of delays) {
      await runAndKill(path, delay);
      const keys = { default: files({ directory: `${path}/keys` }) };
      await using ca = await openApp({
        database: `${path}/ca.db`,
        keys,
        jobs: 'hold',
        ocsp: 'hold',
      });
      const [root] = await ca.authorities.list();
      assert.ok(root);
      await checkLists(ca, root.certificate.spki);
      const now = readPublished(path, root.certificate.spki);
      for (const [file, number] of published) assert.ok((now.get(file) ?? 0) >= number, file);
      published = now;
      const [made] = await ca.crl.generate(root, { force: true });
      const given = listSigned(path).map(({ number }) => number);
      assert.ok(made && made.number > Math.max(...given, highest), 'what was taken stays taken');
      highest = made.number;
    }
    const signed = listSigned(path);
    for (const kind of [true, false]) {
      const numbers = signed.filter(({ delta }) => delta === kind).map(({ number }) => number);
      assert.equal(new Set(numbers).size, numbers.length, numbers.join(' '));
    }
  },
);
