import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { ask, temporaryDirectory } from '#oracles';

const launcher = join(import.meta.dirname, '../bin/certwright.js');

/** Makes the launcher believe that it runs on an older Node; a real one is not at hand in every test run. */
function pretend(version: string): string[] {
  const code = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`];
}

for (const version of ['20.20.2', '24.14.9', '8.0.0']) {
  test(`Node ${version} is told in one line what is missing and how to borrow it`, async () => {
    const { exitCode, stdout, stderr } = await ask('node', [...pretend(version), launcher]);
    assert.deepEqual([exitCode, stdout], [1, '']);
    const said = `Certwright needs Node 24.15 or later and this is ${version}: `;
    assert.ok(stderr.startsWith(said) && stderr.endsWith('\n'), stderr);
    assert.equal(stderr.trimEnd().split('\n').length, 1);
  });
}

for (const version of ['24.15.0', '25.0.0', '26.10.0']) {
  test(`Node ${version} starts src/main.ts in a clone, and dist/main.js where there is no src`, async () => {
    using directory = temporaryDirectory();
    for (const name of ['dist', 'src', 'bin']) mkdirSync(join(directory.path, name));
    const copy = join(directory.path, 'bin/certwright.js');
    cpSync(launcher, copy);
    directory.write('package.json', '{ "type": "module" }');
    directory.write('dist/main.js', 'console.log("packed", ...process.argv.slice(2))');
    const start = async (): Promise<string> =>
      (await ask('node', [...pretend(version), copy, '--help'])).stdout;
    assert.equal(await start(), 'packed --help\n');
    directory.write('src/main.ts', 'const words: string[] = ["source"]; console.log(...words)');
    assert.equal(await start(), 'source\n');
  });
}
