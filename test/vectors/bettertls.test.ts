/* Path building and name constraints against BetterTLS, as its own tool exports the cases. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findBase64, isCaError } from '#base';
import { findPath, matchesHost, parseCertificate, type Certificate } from '#x509';
import { findBetterTls, readVector, skipWithout } from './data.ts';

/** What `export-tests` writes, as far as we look at it. */
interface Exported {
  /** DER in base64, as all certificates. */
  readonly trustRoot: string;
  readonly suites: Readonly<Record<string, { readonly testCases: readonly BetterTlsCase[] }>>;
}

interface BetterTlsCase {
  readonly id: number;
  /** The leaf first. */
  readonly certificates: readonly string[];
  readonly hostname: string;
  readonly expected: 'ACCEPT' | 'REJECT';
}

const vectors = findBetterTls();
const serverAuth = '1.3.6.1.5.5.7.3.1';
const day = 86_400_000;

/** The suites, and of how many cases in a row one is run: those of names are the product of all ways to combine them. */
const strides: Readonly<Record<string, number>> = { pathbuilding: 1, nameconstraints: 17 };

describe('BetterTLS', { skip: skipWithout(vectors) }, () => {
  const { trustRoot, suites } = 'missing' in vectors ? nothing() : readAll();

  for (const [name, { testCases }] of Object.entries(suites))
    test(name, (t) => {
      const stride = process.env['CERTWRIGHT_VECTORS_ALL'] === '1' ? 1 : (strides[name] ?? 1);
      const run = testCases.filter((_, i) => i % stride === 0);
      const anchor = parseCertificate(octets(trustRoot));
      const wrong = run.flatMap((each) => {
        const fault = findFault(each, anchor);
        const verdict = fault === undefined ? 'ACCEPT' : 'REJECT';
        return verdict === each.expected ? [] : [`${each.id}: ${each.expected}: ${fault}`];
      });
      t.diagnostic(`${run.length - wrong.length} of ${run.length} cases pass, none is unclaimed`);
      if (run.length < testCases.length)
        t.diagnostic(`all ${testCases.length} are run with CERTWRIGHT_VECTORS_ALL=1`);
      assert.deepEqual(wrong, []);
    });
});

function nothing(): Exported {
  return { trustRoot: '', suites: {} };
}

function readAll(): Exported {
  return JSON.parse(Buffer.from(readVector(vectors)).toString('utf8'));
}

/** What is wrong with the leaf; undefined when it is accepted. */
function findFault({ certificates, hostname }: BetterTlsCase, anchor: Certificate) {
  try {
    const [leaf, ...intermediates] = certificates.map((each) => parseCertificate(octets(each)));
    assert.ok(leaf);
    // The cases live for a year from the day before they were exported; the expired ones ended on it.
    const atMs = anchor.notBeforeMs + 2 * day;
    findPath({ leaf, intermediates, anchors: [anchor], atMs, purpose: serverAuth });
    return matchesHost(leaf, hostname) ? undefined : `is not for ${hostname}`;
  } catch (error) {
    if (!isCaError(error)) throw error;
    return error.detail;
  }
}

function octets(base64: string): Uint8Array {
  const found = findBase64(base64);
  assert.ok(found);
  return found;
}
