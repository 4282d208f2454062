import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { ask, findTool, openssl, temporaryDirectory } from '#oracles';
import { findPython } from '../../interop/readers/tool.ts';
import type { Lane, Sample } from '../suite.ts';
import { checkList } from './revoked.ts';

const script = `
import datetime, sys
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
now = datetime.datetime(2026, 11, 21, tzinfo=datetime.timezone.utc)
reason = x509.CRLReason(x509.ReasonFlags.superseded)
revoked = [
    x509.RevokedCertificateBuilder(0x40 << 152 | i, now).add_extension(reason, False).build()
    for i in range(int(sys.argv[1]))
]
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, 'CA')])
builder = x509.CertificateRevocationListBuilder(name, now, now + datetime.timedelta(days=1), [], revoked)
signed = builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
open('list.crl', 'wb').write(signed.public_bytes(serialization.Encoding.DER))
`;

const settings = `
[ca]
default_ca = ca
[ca]
database = index.txt
crlnumber = number
certificate = ca.pem
private_key = key.pem
default_md = sha256
default_crl_days = 1
`;

/** `openssl ca -gencrl` over its text file of so many; undefined where there is no OpenSSL. */
export function opensslPeer(count: number, stack: AsyncDisposableStack): Lane | undefined {
  if (findTool('openssl') === undefined) return undefined;
  const { path: cwd } = stack.use(temporaryDirectory());
  return programLane({
    label: 'openssl ca -gencrl',
    command: ['openssl', 'ca', '-config', 'ca.cnf', '-gencrl', '-out', 'list.pem'],
    cwd,
    prepare: () => makeIndex(cwd, count),
    check: async () => {
      const { bytes } = await openssl(['crl', '-in', 'list.pem', '-outform', 'DER'], { cwd });
      checkList(bytes, count);
    },
  });
}

async function makeIndex(cwd: string, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, i) => {
    const serial = `40${i.toString(16).toUpperCase().padStart(38, '0')}`;
    return `R\t270219120000Z\t261120120000Z,superseded\t${serial}\tunknown\t/CN=host${i}\n`;
  });
  writeFileSync(`${cwd}/ca.cnf`, settings);
  writeFileSync(`${cwd}/number`, '01\n');
  writeFileSync(`${cwd}/index.txt`, lines.join(''));
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const out = ['-keyout', 'key.pem', '-out', 'ca.pem'];
  const made = await openssl(['req', '-x509', ...key, '-subj', '/CN=CA', ...out], { cwd });
  assert.equal(made.exitCode, 0, made.stderr);
}

/** Python's `cryptography` with so many; undefined where there is none. */
export function pythonPeer(count: number, stack: AsyncDisposableStack): Lane | undefined {
  const { skip, command } = findPython();
  if (skip !== false) return undefined;
  const directory = stack.use(temporaryDirectory());
  directory.write('make.py', script);
  return programLane({
    label: 'Python cryptography',
    command: [...command, 'make.py', String(count)],
    cwd: directory.path,
    prepare: async () => {},
    check: async () => checkList(readFileSync(`${directory.path}/list.crl`), count),
  });
}

interface Program {
  readonly label: string;
  readonly command: readonly string[];
  readonly cwd: string;
  prepare(): Promise<void>;
  check(): Promise<void>;
}

/** A program that is started anew for each operation; its time is what the shell says that its children took. */
function programLane({ label, command, cwd, prepare, check }: Program): Lane {
  const run = async (): Promise<Sample> => {
    const start = performance.now();
    const { stdout, stderr, exitCode } = await ask(
      'sh',
      ['-c', '"$@" >&2 && times', 'sh', ...command],
      { cwd },
    );
    assert.equal(exitCode, 0, stderr);
    return { operations: 1, wallMs: performance.now() - start, cpuMs: childMs(stdout) };
  };
  return {
    label,
    once: async () => {
      await prepare();
      await run();
      await check();
    },
    round: run,
  };
}

/** The second line of `times` (POSIX): user and system time of the children, as in `0m1.25s 0m0.07s`. */
function childMs(times: string): number {
  const parts = [...(times.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  assert.equal(parts.length, 2, times);
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 6e4 + Number(seconds) * 1e3,
    0,
  );
}
