/*
 * Where the vectors of others are on this machine. None are kept here: they are large, and theirs. CERTWRIGHT_VECTORS
 * names a directory that is looked into first, holding `PKITS_data/`, `wycheproof/` (with `testvectors_v1/` in it),
 * `limbo.json` and `bettertls.json`, whichever there are.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** A directory or file of vectors, or why there is none. */
export type Vectors = { readonly path: string } | { readonly missing: string };

const own = process.env['CERTWRIGHT_VECTORS'];
const hint = 'or name a directory that has them in CERTWRIGHT_VECTORS';

/** NIST's Public Key Interoperability Test Suite: the directory with `certs` and `crls`. */
export function findPkits(): Vectors {
  const inside = 'x509/PKITS_data';
  const debian = '/usr/lib/python3/dist-packages/cryptography_vectors';
  return first(
    [
      () => own && join(own, 'PKITS_data'),
      () => join(debian, inside),
      () => findPythonVectors(inside),
    ],
    'certs',
    `PKITS is not on this machine (Debian: apt-get install python3-cryptography-vectors, ${hint})`,
  );
}

/** Wycheproof of C2SP: the directory with the JSON files. */
export function findWycheproof(): Vectors {
  const { GOMODCACHE, GOPATH } = process.env;
  const modules = GOMODCACHE ?? join(GOPATH ?? join(homedir(), 'go'), 'pkg/mod');
  return first(
    [
      () => own && join(own, 'wycheproof/testvectors_v1'),
      () => latest(join(modules, 'github.com/c2sp/wycheproof@*/testvectors_v1')),
    ],
    'ed25519_test.json',
    `Wycheproof is not on this machine (go mod download github.com/c2sp/wycheproof@latest, ${hint})`,
  );
}

/** x509-limbo of C2SP: the file of all cases. */
export function findLimbo(): Vectors {
  return first(
    [() => own && join(own, 'limbo.json')],
    '',
    'x509-limbo is not on this machine (in a clone of C2SP/x509-limbo: pip install . && limbo compile --output ' +
      'DIRECTORY/limbo.json, and name the DIRECTORY in CERTWRIGHT_VECTORS)',
  );
}

/** BetterTLS of Netflix: the file that its `export-tests` writes. */
export function findBetterTls(): Vectors {
  return first(
    [() => own && join(own, 'bettertls.json')],
    '',
    'BetterTLS is not on this machine (go run github.com/Netflix/bettertls/test-suites/cmd/bettertls@latest export-tests ' +
      '--out DIRECTORY/bettertls.json, and name the DIRECTORY in CERTWRIGHT_VECTORS)',
  );
}

/** The value for the `skip` option of a test. */
export function skipWithout(vectors: Vectors): string | false {
  return 'missing' in vectors ? vectors.missing : false;
}

/** Reads a file below the place of the vectors. */
export function readVector(vectors: Vectors, ...path: readonly string[]): Uint8Array {
  if ('missing' in vectors) throw new Error(vectors.missing);
  return new Uint8Array(readFileSync(join(vectors.path, ...path)));
}

/** Names of the files below the place of the vectors that fit a pattern, sorted. */
export function listVectors(vectors: Vectors, pattern: string): readonly string[] {
  if ('missing' in vectors) return [];
  return globSync(pattern, { cwd: vectors.path })
    .map((path) => basename(path))
    .sort();
}

function first(
  places: readonly (() => string | undefined)[],
  inside: string,
  missing: string,
): Vectors {
  for (const place of places) {
    const path = place();
    if (path && existsSync(join(path, inside))) return { path };
  }
  return { missing };
}

function latest(pattern: string): string | undefined {
  return globSync(pattern).sort().at(-1);
}

/** Below the package `cryptography_vectors`, wherever Python finds it. */
function findPythonVectors(inside: string): string | undefined {
  const code = 'import cryptography_vectors as v; print(v.__path__[0])';
  const found = spawnSync('python3', ['-c', code], { encoding: 'utf8' }).stdout?.trim();
  return found && join(found, inside);
}
