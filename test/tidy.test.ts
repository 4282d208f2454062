import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import test from 'node:test';

const standards = ['base', 'standards'];
const platform = [...standards, 'platform/db', 'platform/events', 'platform/jobs', 'platform/net'];
const issuing = [...platform, 'domain/authorities', 'domain/certificates'];
const wire = [...platform, 'domain', 'server/http', 'app.ts'];
const all = [...standards, 'platform', 'domain', 'server', 'app.ts'];

/**
 * The map: who may see whom, by directory under `src`; a floor stands for all its rooms.
 * server and cli → domain → platform → standards → base, never up. Tests plug parts together as app.ts does: they are free.
 */
const sees: Readonly<Record<string, readonly string[]>> = {
  base: [],
  'standards/der': ['base'],
  'standards/x509': ['base', 'standards/der'],
  'standards/lint': ['base', 'standards/der', 'standards/x509'],
  // A settings file that is a module hands over key backends: their type, nothing they do; a mail server is described.
  'platform/config': [...standards, 'platform/keys', 'platform/net'],
  'platform/db': standards,
  'platform/events': [...standards, 'platform/db'],
  'platform/fence': [...standards, 'platform/db', 'platform/events'],
  'platform/jobs': [...standards, 'platform/db'],
  'platform/keys': [...standards, 'platform/db'],
  'platform/net': standards,
  'domain/profiles': standards,
  'domain/users': platform,
  'domain/authorities': [...platform, 'platform/keys'],
  'domain/certificates': [...platform, 'domain/authorities', 'domain/profiles'],
  'domain/crl': issuing,
  'domain/ocsp': [...issuing, 'platform/keys'],
  'domain/acme': issuing,
  'domain/notices': issuing,
  'server/http': wire,
  'server/metrics': wire,
  'server/rest': wire,
  'server/acme': wire,
  'server/status': wire,
  cli: [...wire, 'server', 'platform/config', 'platform/fence'],
  'app.ts': all,
  'index.ts': [...all, 'library.ts'],
  'library.ts': all,
  'main.ts': ['base', 'cli', 'app.ts', 'platform/config'],
};

/** Its path from the root of the repository, and what it holds. */
type File = readonly [path: string, text: string];

interface Rule {
  readonly name: string;
  /** What is wrong with a file, in words; the paths of all files are there to compare with. */
  readonly faults: (path: string, text: string, paths: ReadonlySet<string>) => readonly string[];
  /** Files that break the rule: one that lets them pass is broken itself. */
  readonly bad: readonly File[];
}

const root = join(import.meta.dirname, '..');
const doors = importsMap(read('package.json'));

const rules: readonly Rule[] = [
  {
    name: 'every directory of src is a room of the map, or inside one',
    faults: (path) =>
      inSource(path) && !(roomOf(path) in sees) ? [`${roomOf(path)} is no room`] : [],
    bad: [['src/domain/cellar/store.ts', '']],
  },
  {
    name: 'a room sees only what the map allows',
    faults(path, text) {
      const [room, open] = [roomOf(path), sees[roomOf(path)] ?? []];
      const allowed = (to: string): boolean =>
        to === room || open.some((name) => to === name || to.startsWith(`${name}/`));
      const seen = importsOf(text)
        .filter((name) => name.startsWith('#'))
        .map(roomNamed);
      return inSource(path)
        ? seen.filter((to) => !allowed(to)).map((to) => `may not see ${to}`)
        : [];
    },
    bad: [
      ['src/base/a.ts', "import { x } from '#der';"],
      ['src/standards/der/a.ts', "import type {\n  X,\n} from '#x509';"],
      ['src/domain/users/a.ts', "export { x } from '#certificates';"],
      ['src/domain/certificates/a.ts', "const x = await import('#keys');"],
      ['src/domain/authorities/a.ts', "import '#config';"],
      ['src/platform/db/a.ts', "import { openssl } from '#oracles';"],
    ],
  },
  {
    name: 'another room is entered by its name',
    faults: (path, text) =>
      importsOf(text)
        .filter((name) => name.startsWith('.'))
        .map((name) => posix.join(dirname(path), name))
        .filter((to) => to.startsWith('src/') && roomOf(to) !== roomOf(path))
        .map((to) => `goes to ${to} by its path`),
    bad: [
      ['src/domain/crl/a.ts', "import { x } from '../certificates/store.ts';"],
      ['src/standards/x509/extensions/a.ts', "import '../../der/reader.ts';"],
      ['src/main.ts', "import './app.ts';"],
      ['test/journeys/a.ts', "import { x } from '../../src/base/bytes.ts';"],
    ],
  },
  {
    name: 'no imports go in a circle, those of types included',
    faults: (path, text) =>
      targetsOf(path, text)
        .filter((first) => leadsTo(first, path))
        .map((first) => `imports ${first}, which leads back to it`),
    bad: [
      ['src/base/bytes.ts', "import type { Clock } from './index.ts';"],
      ['src/domain/authorities/store.ts', "import type { Certificates } from '#certificates';"],
    ],
  },
  {
    name: 'every name in imports leads to a room, and every room has a name',
    faults(path, text, paths) {
      if (path !== 'package.json') return [];
      const targets = Object.values(importsMap(text)).map((target) => target.slice('./'.length));
      const rooms = Object.keys(sees).map((room) => `src/${room}/index.ts`);
      return [
        ...targets.filter((to) => !paths.has(to)).map((to) => `names ${to}, which is not there`),
        ...rooms.filter((to) => paths.has(to) && !targets.includes(to)).map((to) => `lacks ${to}`),
      ];
    },
    bad: [
      ['package.json', JSON.stringify({ imports: { ...doors, '#attic': './src/attic/index.ts' } })],
      ['package.json', JSON.stringify({ imports: { ...doors, '#base': doors['#der'] } })],
    ],
  },
  {
    name: 'an index.ts opens with a header and names what it exports',
    faults(path, text) {
      if (basename(path) !== 'index.ts') return [];
      const header = /^\/\*\*(?:(?!\*\/)[^]){80,}\*\//.test(text);
      return [
        ...(header
          ? []
          : ['has no header: what the room knows and does not, its tables, its events']),
        ...(/^export \*/m.test(text) ? ['exports without naming what'] : []),
      ];
    },
    bad: [
      ['src/base/index.ts', "export { x } from './x.ts';"],
      ['src/base/index.ts', '/** Things. */'],
      ['src/base/index.ts', `/** ${'Words. '.repeat(20)}*/\nexport * from './x.ts';`],
    ],
  },
  {
    name: 'no file or directory is a drawer for what has no place',
    faults: (path) =>
      /(?:^|[/.-])(?:utils?|helpers?|common|misc)(?=[/.-])/.test(path)
        ? ['has a name that says nothing']
        : [],
    bad: [
      ['src/base/utils.ts', ''],
      ['src/base/date-util.ts', ''],
      ['test/helpers/a.ts', ''],
    ],
  },
  {
    name: 'names are kebab-case',
    faults: (path) =>
      path.split('/').every((part) => /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/.test(part))
        ? []
        : ['is not kebab-case'],
    bad: [
      ['src/base/Clock.ts', ''],
      ['src/base/fixed_clock.ts', ''],
      ['src/someRoom/a.ts', ''],
    ],
  },
  {
    name: 'no default exports, except where a tool asks its *.config.ts for one',
    faults: (path, text) =>
      /^export default\b/m.test(text) && !path.endsWith('.config.ts')
        ? ['has a default export']
        : [],
    bad: [['src/base/a.ts', 'export default 1;']],
  },
  {
    name: 'an open end names its issue, as TODO(#1)',
    faults: (_, text) => (/\b(?:TODO(?!\(#\d+\))|FIXME)\b/.test(text) ? ['has an open end'] : []),
    bad: [
      ['src/base/a.ts', '// TODO: later'],
      ['test/a.ts', '// TODO(me): later'],
    ],
  },
  {
    name: 'no test is left out without a printed reason, as { skip: reason }',
    faults: (path, text) =>
      isTest(path) &&
      /\b(?:test|it|describe|suite)\.(?:skip|todo|only)\(|\b(?:skip|todo|only): true|\bt\.(?:skip|todo)\(\)/.test(
        text,
      )
        ? ['leaves a test out']
        : [],
    bad: [
      ['src/a.test.ts', "test.skip('x', () => {});"],
      ['src/a.test.ts', "it.only('x', () => {});"],
      ['src/a.test.ts', "test('x', { skip: true }, () => {});"],
      ['test/a.ts', "test('x', (t) => t.skip());"],
    ],
  },
];

const header = `/** Issue, revoke, find. Knows no HTTP. Tables: certificate. Events: certificate.issued. RFC 5280. */`;
const good: File = [
  'src/domain/certificates/index.ts',
  `${header}
export { issue } from './issue/issue.ts'; // TODO(#12): the next one
import { parseDer, type DerReader } from '#der';
import type { Authorities } from '#authorities';`,
];

const sources = globSync('{src,test,tools,bin,web}/**/*.{ts,tsx,js}', {
  cwd: root,
  exclude: ['**/node_modules/**', '**/dist/**', 'test/vectors/**'],
});
const paths = new Set(['package.json', ...sources.map((path) => path.replaceAll('\\', '/'))]);
// This file is full of bad examples; that is what it is for.
const house = [...paths].filter((path) => path !== 'test/tidy.test.ts');

for (const { name, faults, bad } of rules) {
  const judge = (path: string, text: string): string[] =>
    faults(path, text, paths).map((fault) => `${path}: ${fault}`);

  test(name, () => {
    const found = house.flatMap((path) => judge(path, read(path)));
    assert.equal(found.length, 0, `\n${found.join('\n')}`);
  });

  test(`a breach is noticed: ${name}`, () => {
    for (const [path, text] of bad) assert.notDeepEqual(judge(path, text), [], `${path}: ${text}`);
    assert.deepEqual(judge(...good), []);
  });
}

/** Where a path is at home: a room of the map if it is in one, else its directory. */
function roomOf(path: string): string {
  const inside = path.replace(/^src\//, '');
  const room = Object.keys(sees).find((name) => inside === name || inside.startsWith(`${name}/`));
  return path.startsWith('src/') && room !== undefined ? room : dirname(path);
}

function roomNamed(name: string): string {
  return roomOf((doors[name] ?? name).replace(/^\.\//, ''));
}

/** What a file imports, each as written. */
function importsOf(text: string): string[] {
  const statement = /^(?:import|export)\b(?:[^'"`;]*?\bfrom)?\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm;
  return [...text.matchAll(statement)].map(([, from, loaded]) => from ?? loaded ?? '');
}

/** The files of this repository that a file imports. */
function targetsOf(path: string, text: string): readonly string[] {
  return importsOf(text)
    .map((name) => (name.startsWith('.') ? posix.join(dirname(path), name) : doors[name]))
    .map((target) => target?.replace(/^\.\//, '') ?? '')
    .filter((target) => paths.has(target));
}

/** What each file imports, once somebody has asked. */
const targets = new Map<string, readonly string[]>();

/** Whether `to` is among what `from` imports, or what that imports, and so on. */
function leadsTo(from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const path of seen) {
    if (path === to) return true;
    if (!targets.has(path)) targets.set(path, targetsOf(path, read(path)));
    for (const next of targets.get(path) ?? []) seen.add(next);
  }
  return false;
}

function inSource(path: string): boolean {
  return path.startsWith('src/') && !isTest(path);
}

function isTest(path: string): boolean {
  return path.startsWith('test/') || /\.test\.tsx?$/.test(path);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function importsMap(manifest: string): Readonly<Record<string, string>> {
  return JSON.parse(manifest).imports;
}
