import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { after, before } from 'node:test';
import { ask, temporaryDirectory } from '#oracles';
import { pack } from '../tools/pack.ts';
import { runExample } from './library/run-example.ts';

const clone = join(import.meta.dirname, '..');

const packed = temporaryDirectory();
const consumer = temporaryDirectory();
after(() => {
  packed[Symbol.dispose]();
  consumer[Symbol.dispose]();
});

let tarball = '';
before(async () => {
  tarball = pack(packed.path);
  await install();
});

/**
 * Installs the tarball into an empty project as `npm install` would, without the network: a fresh clone's npm cache
 * need not hold what `npm install --offline` would look for there, but the clone itself holds every dependency in
 * the locked version. The tarball is unpacked (not linked: Node must see it under node_modules, where it strips no
 * types), and only what its own package.json names is linked beside it, so that an undeclared import does not resolve.
 */
async function install(): Promise<void> {
  const home = join(consumer.path, 'node_modules/certwright');
  mkdirSync(home, { recursive: true });
  const { exitCode, stderr } = await ask('tar', [
    '-xzf',
    tarball,
    '-C',
    home,
    '--strip-components=1',
  ]);
  assert.equal(exitCode, 0, stderr);
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  // Who writes TypeScript for Node has Node's types; they are the consumer's own.
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    const link = join(consumer.path, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(clone, 'node_modules', name), link, 'junction');
  }
  consumer.write('package.json', '{ "type": "module" }');
  for (const name of ['example.ts', 'request.pem']) {
    cpSync(join(clone, 'test/library', name), join(consumer.path, name));
  }
}

test('the same sources make the same tarball, byte by byte', () => {
  using again = temporaryDirectory();
  const before = process.umask(0o077);
  try {
    assert.ok(readFileSync(pack(again.path)).equals(readFileSync(tarball)));
  } finally {
    process.umask(before);
  }
});

test('the tarball holds what a user needs and nothing else', async () => {
  const { stdout } = await ask('tar', ['-tzf', tarball]);
  const names = stdout
    .trim()
    .split('\n')
    .map((name) => name.replace(/^package\//, ''));
  const papers = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'bin/certwright.js'];
  assert.deepEqual(
    papers.filter((name) => !names.includes(name)),
    [],
  );
  const foreign = (name: string): boolean =>
    !papers.includes(name) &&
    (!name.startsWith('dist/') || /\.test\.|(?<!\.d)\.ts$|\.map$/.test(name));
  assert.deepEqual(names.filter(foreign), []);
});

test('the packed package.json says nothing that only a clone needs', () => {
  const path = join(consumer.path, 'node_modules/certwright/package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  for (const field of ['private', 'workspaces', 'scripts', 'devDependencies']) {
    assert.ok(!(field in manifest), field);
  }
  assert.ok(!JSON.stringify(manifest).includes('./src/'));
});

test('a strict TypeScript project type-checks against the package', async () => {
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'esnext',
    types: ['node'],
    noEmit: true,
  };
  consumer.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['example.ts'] }));
  const tsc = join(clone, 'node_modules/typescript/bin/tsc');
  const { exitCode, stdout } = await ask('node', [tsc, '-p', consumer.path]);
  assert.equal(exitCode, 0, stdout);
});

test('the library example runs on the package', () =>
  runExample(join(consumer.path, 'example.ts')));

test('the command runs from the package', async () => {
  const { exitCode, stdout, stderr } = await ask(
    'node',
    [join(consumer.path, 'node_modules/certwright/bin/certwright.js'), '--help'],
    { cwd: consumer.path },
  );
  assert.equal(exitCode, 0, stderr);
  assert.match(stdout, /certwright/);
});
