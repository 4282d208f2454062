/**
 * Packs Certwright for npm: JavaScript and declarations of `src`, the launcher, the papers, and a `package.json` of
 * its own. The same sources give the same bytes, whenever, wherever and under whatever umask.
 *
 *   npm run pack        writes out/package/ and out/certwright-VERSION.tgz, prints the path of the latter
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What packing reads of the repository's `package.json`. */
interface Manifest extends Readonly<Record<string, unknown>> {
  readonly imports: Doors;
  readonly exports: Doors;
}

type Doors = Readonly<Record<string, string>>;

const clone = join(import.meta.dirname, '..');
const papers = ['README.md', 'LICENSE', 'CHANGELOG.md'];

/** Fields of `package.json` that mean the same to a user of the package as to a clone. */
const kept = new Set([
  'name',
  'version',
  'description',
  'keywords',
  'license',
  'homepage',
  'repository',
  'bugs',
  'type',
  'engines',
  'bin',
  'dependencies',
  'peerDependencies',
  'peerDependenciesMeta',
]);

/**
 * Builds `into`/package and the tarball beside it.
 *
 * @param into An absolute path; made when missing. What an earlier run left in its `package` is removed.
 * @returns The tarball's path.
 * @throws Error when `src` does not compile, a paper is missing, or packed code would load a `.ts` file.
 */
export function pack(into: string): string {
  const stage = join(into, 'package');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  compile(join(stage, 'dist'));
  for (const name of [...papers, 'bin']) {
    cpSync(join(clone, name), join(stage, name), { recursive: true });
  }
  writeManifest(join(stage, 'package.json'));
  refuseSources(stage);
  settleModes(stage);
  return join(into, tar(stage, into));
}

/** Writes JavaScript, declarations and what else lies in `src` (a page, a style sheet) to `dist`. */
function compile(dist: string): void {
  const tsc = join(clone, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', dist];
  // tsc complains on standard output, which is kept for the tarball's path.
  execFileSync(process.execPath, args, { cwd: clone, stdio: ['ignore', 2, 2] });
  const source = join(clone, 'src');
  cpSync(source, dist, { recursive: true, filter: (path) => !path.endsWith('.ts') });
}

/** `package.json` without what only a clone needs, its doors leading to `dist`; doors to anything but `src` are shut. */
function writeManifest(path: string): void {
  const manifest: Manifest = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'));
  const packed = {
    ...Object.fromEntries(Object.entries(manifest).filter(([field]) => kept.has(field))),
    imports: doors(manifest.imports, (source) => emitted(source, '.js')),
    exports: doors(manifest.exports, (source) => ({
      types: emitted(source, '.d.ts'),
      default: emitted(source, '.js'),
    })),
  };
  writeFileSync(path, `${JSON.stringify(packed, null, 2)}\n`);
}

function doors<T>(map: Doors, target: (source: string) => T): Record<string, T> {
  const ours = Object.entries(map).filter(([, source]) => source.startsWith('./src/'));
  return Object.fromEntries(ours.map(([name, source]) => [name, target(source)]));
}

function emitted(source: string, extension: string): string {
  return source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, extension);
}

/** tsc rewrites imports but not addresses: a worker named `./worker.ts` would be missing only once installed. */
function refuseSources(stage: string): void {
  for (const name of globSync('dist/**/*.js', { cwd: stage })) {
    const found = /(?:new URL|resolve)\(\s*['"`][^'"`\n]*\.ts['"`]/.exec(
      readFileSync(join(stage, name), 'utf8'),
    );
    if (found) {
      throw new Error(
        `${name} asks for ${found[0]}), which is not packed: take the extension of import.meta.filename`,
      );
    }
  }
}

/** A tarball keeps the modes of its files, and those come from the umask of whoever packs. */
function settleModes(stage: string): void {
  for (const name of globSync('**/*', { cwd: stage })) {
    const path = join(stage, name);
    const open = statSync(path).isDirectory() || name.startsWith('bin');
    chmodSync(path, open ? 0o755 : 0o644);
  }
}

/** Lets npm put `stage` into a tarball in `into` and returns the tarball's name. */
function tar(stage: string, into: string): string {
  const args = ['pack', '--silent', '--pack-destination', into];
  return execFileSync('npm', args, {
    cwd: stage,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

if (import.meta.main) process.stdout.write(`${pack(join(clone, 'out'))}\n`);
