/**
 * The same damaged documents through OpenSSL and through us: where one accepts what the other refuses, disagreements.ts
 * must hold the reason; where both accept, both must have read the same.
 *
 *     npx node --test test/fuzz/differential.test.ts                      2,000 certificates and 300 documents by command line
 *     FUZZ_RUNS=100000 npx node --test test/fuzz/differential.test.ts     fifty times as many of both
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
import { runs, seed } from './campaign.ts';
import { explain, weAccept, weRefuse } from './disagreements.ts';
import { certificates, requests } from './documents.ts';
import { mutate } from './mutate.ts';
import { drawFor } from './random.ts';

const skip = skipWithout('openssl', 'sh');
const asked = Math.ceil((runs * 3) / 40);
const filesAtOnce = 500;

/** How often each reason was needed, and what none explains. */
class Verdicts {
  readonly #counts = new Map<string, number>();
  readonly #unexplained: string[] = [];

  add(der: Uint8Array, ours: boolean, theirs: boolean): void {
    const why = ours === theirs ? agreement(ours) : explain(ours ? weAccept : weRefuse, der);
    if (why === undefined)
      this.#unexplained.push(`${ours ? 'we accept' : 'OpenSSL accepts'} ${toHex(der)}`);
    else this.#counts.set(why, (this.#counts.get(why) ?? 0) + 1);
  }

  /** Tells the reasons and fails when there was a disagreement without one. */
  conclude(t: TestContext): void {
    t.diagnostic(`seed ${seed}`);
    for (const [why, count] of [...this.#counts].sort(([, a], [, b]) => b - a))
      t.diagnostic(`${count} × ${why}`);
    assert.equal(this.#unexplained.join('\n'), '', 'disagreements that nothing explains');
  }
}

test('the OpenSSL inside Node and we disagree on certificates for known reasons alone', (t) => {
  const verdicts = new Verdicts();
  for (const der of mutants('certificates', certificates, runs)) {
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
    const verdicts = new Verdicts();
    const list = mutants('requests', requests, asked);
    const accepted = await acceptedBy('openssl req -inform DER -noout', list);
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
    const verdicts = new Verdicts();
    const list = mutants('certificates by command', certificates, asked);
    const bundles = list.map((der) => encodePkcs7([der]));
    const accepted = await acceptedBy('openssl pkcs7 -inform DER -noout', bundles);
    for (const [i, der] of list.entries())
      verdicts.add(der, acceptsCertificate(der), accepted.has(i) && der.length > 0);
    verdicts.conclude(t);
  },
);

function mutants(name: string, seeds: readonly Uint8Array[], count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, run) => {
    const random = drawFor(seed, name, run);
    return mutate(random.pick(seeds), random, seeds);
  });
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

/** Which documents, by their place in the list, a command that ends with a file name ends well with. */
async function acceptedBy(
  command: string,
  documents: readonly Uint8Array[],
): Promise<ReadonlySet<number>> {
  using directory = temporaryDirectory();
  const names = documents.map((der, i) => directory.write(String(i), der));
  const accepted = new Set<number>();
  for (let i = 0; i < names.length; i += filesAtOnce) {
    const script = `for file; do ${command} -in "$file" 2>/dev/null && echo "$file"; done`;
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
