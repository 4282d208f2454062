/**
 * The same damaged documents through OpenSSL and GnuTLS, and through us: where one accepts what the other refuses,
 * disagreements.ts must hold the reason; where both accept, both must have read the same.
 *
 *     npx node --test test/fuzz/differential.test.ts                      500 certificates and 25 documents by each command
 *     FUZZ_COMPARED=50000 npx node --test test/fuzz/differential.test.ts  a hundred times as many of both
 *
 * What the documents are damaged copies of has new keys in every run: one so long may find a difference nobody has seen.
 */
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { isCaError, toHex } from '#base';
import { ask, skipWithout, temporaryDirectory } from '#oracles';
import {
  encodePkcs7,
  findExtension,
  keyIdentifier,
  parseCertificate,
  parseCsr,
  parsePublicKey,
} from '#x509';
import type { Certificate } from '#x509';
import { whenReadable } from './anatomy.ts';
import { compared, seed } from './campaign.ts';
import { explain, gnutlsRefuses, gnutlsTakes, weAccept, weRefuse } from './disagreements.ts';
import type { Disagreement } from './disagreements.ts';
import { certificates, requests } from './documents.ts';
import { mutate } from './mutate.ts';
import { drawFor } from './random.ts';

const skip = skipWithout('openssl', 'sh');
/** A process for each takes a hundred times as long. */
const asked = Math.ceil(compared / 20);
const filesAtOnce = 500;
const longRun = 50_000;

/** Reasons that some document of this run has needed. */
const needed = new Set<string>();

/** How often each reason was needed to part us from another reader, and what none explains. */
class Verdicts {
  readonly #counts = new Map<string, number>();
  readonly #unexplained: string[] = [];
  readonly #them: string;
  readonly #weRefuse: readonly Disagreement[];
  readonly #weAccept: readonly Disagreement[];

  /** What else is known of them beside what is known of OpenSSL. */
  constructor(
    them: string,
    takes: readonly Disagreement[] = [],
    refuses: readonly Disagreement[] = [],
  ) {
    this.#them = them;
    this.#weRefuse = [...weRefuse, ...takes];
    this.#weAccept = [...weAccept, ...refuses];
  }

  add(der: Uint8Array, ours: boolean, theirs: boolean): void {
    const why =
      ours === theirs ? agreement(ours) : explain(ours ? this.#weAccept : this.#weRefuse, der);
    if (why === undefined)
      this.#unexplained.push(`${ours ? 'we' : this.#them} accepted ${toHex(der)}`);
    else this.#counts.set(why, (this.#counts.get(why) ?? 0) + 1);
  }

  /** Tells the reasons and fails when there was a disagreement without one. */
  conclude(t: TestContext): void {
    t.diagnostic(`seed ${seed}`);
    for (const [why, count] of [...this.#counts].sort(([, a], [, b]) => b - a))
      t.diagnostic(`${count} × ${why}`);
    for (const why of this.#counts.keys()) needed.add(why);
    assert.equal(this.#unexplained.join('\n'), '', 'disagreements that nothing explains');
  }
}

test('the OpenSSL inside Node and we disagree on certificates for known reasons alone', (t) => {
  const verdicts = new Verdicts('OpenSSL');
  for (const der of mutants('certificates', certificates, compared)) {
    const ours = whenReadable(() => parseCertificate(der));
    const theirs = findTheirs(der);
    verdicts.add(der, ours !== undefined, theirs !== undefined);
    if (ours && theirs) compare(ours, theirs);
  }
  verdicts.conclude(t);
});

test(
  'the openssl of this machine and we disagree on requests for known reasons alone',
  { skip },
  async (t) => {
    const verdicts = new Verdicts('OpenSSL');
    const list = [...mutants('requests', requests, asked)];
    const accepted = await acceptedBy('openssl req -inform DER -noout -in', list);
    for (const [i, der] of list.entries()) verdicts.add(der, acceptsRequest(der), accepted.has(i));
    verdicts.conclude(t);
  },
);

// Inside PKCS #7, because `openssl x509` takes ten times as long to start (it looks for whatever the file might be). A
// document that was cut down to nothing is then no certificate, but no fault either.
test(
  'the openssl of this machine and we disagree on certificates for known reasons alone',
  { skip },
  async (t) => {
    const verdicts = new Verdicts('OpenSSL');
    const list = [...mutants('certificates by command', certificates, asked)];
    const bundles = list.map((der) => encodePkcs7([der]));
    const accepted = await acceptedBy('openssl pkcs7 -inform DER -noout -in', bundles);
    for (const [i, der] of list.entries())
      verdicts.add(der, acceptsCertificate(der), accepted.has(i) && der.length > 0);
    verdicts.conclude(t);
  },
);

test(
  'the certtool of this machine and we disagree on certificates for known reasons alone',
  { skip: skipWithout('certtool', 'sh') },
  async (t) => {
    const verdicts = new Verdicts('GnuTLS', gnutlsTakes, gnutlsRefuses);
    const list = [...mutants('certificates of GnuTLS', certificates, asked)];
    const accepted = await acceptedBy('certtool --certificate-info --inder --infile', list);
    for (const [i, der] of list.entries())
      verdicts.add(der, acceptsCertificate(der), accepted.has(i));
    verdicts.conclude(t);
  },
);

test('reasons that nothing in a long run has needed are told', (t) => {
  const idle = [...weRefuse, ...gnutlsTakes, ...gnutlsRefuses, ...weAccept].filter(
    ({ why }) => !needed.has(why),
  );
  if (compared >= longRun) for (const { why } of idle) t.diagnostic(`not needed: ${why}`);
  assert.ok(needed.size > 0);
});

function* mutants(
  name: string,
  seeds: readonly Uint8Array[],
  count: number,
): Generator<Uint8Array> {
  for (let run = 0; run < count; run++) {
    const random = drawFor(seed, name, run);
    yield mutate(random.pick(seeds), random, seeds);
  }
}

function acceptsCertificate(der: Uint8Array): boolean {
  return whenReadable(() => parseCertificate(der)) !== undefined;
}

/** A request as far as `openssl req` reads it: the subject is a name, the key has the shape of one. */
function acceptsRequest(der: Uint8Array): boolean {
  return (
    whenReadable(() => {
      const csr = parseCsr(der);
      return [csr.subject, keyIdentifier(csr.spki)];
    }) !== undefined
  );
}

function findTheirs(der: Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

/** Which documents, by their place in the list, a command that the file name is put behind ends well with. */
async function acceptedBy(
  command: string,
  documents: readonly Uint8Array[],
): Promise<ReadonlySet<number>> {
  using directory = temporaryDirectory();
  const names = documents.map((der, i) => directory.write(String(i), der));
  const accepted = new Set<number>();
  for (let i = 0; i < names.length; i += filesAtOnce) {
    const script = `for file; do ${command} "$file" >/dev/null 2>&1 && echo "$file"; done`;
    const files = names.slice(i, i + filesAtOnce).map((_, at) => String(i + at));
    const { stdout } = await ask('sh', ['-c', script, 'sh', ...files], { cwd: directory.path });
    for (const name of stdout.split('\n')) if (name !== '') accepted.add(Number(name));
  }
  return accepted;
}

/** Serial, times, key and purposes as both have read them. */
function compare(ours: Certificate, theirs: X509Certificate): void {
  const place = toHex(ours.der);
  assert.equal(BigInt(`0x${ours.serial}`), BigInt(`0x${theirs.serialNumber}`), place);
  assert.equal(ours.notBeforeMs, theirs.validFromDate.getTime(), place);
  assert.equal(ours.notAfterMs, theirs.validToDate.getTime(), place);
  const purposes = findExtension(ours.extensions, 'extended_key_usage');
  if (purposes) assert.deepEqual(purposes.value, theirs.keyUsage, place);
  const key = findTheirKey(theirs);
  if (key && whenReadable(() => parsePublicKey(ours.spki)))
    assert.equal(toHex(ours.spki), toHex(key), place);
}

function findTheirKey(theirs: X509Certificate): Uint8Array | undefined {
  try {
    return new Uint8Array(theirs.publicKey.export({ format: 'der', type: 'spki' }));
  } catch (error) {
    assert.ok(!isCaError(error));
    return undefined;
  }
}

function agreement(accepted: boolean): string {
  return accepted ? 'both accept' : 'both refuse';
}
