/* Path validation against NIST's PKITS: all certificates as intermediates, all CRLs at once, every path found by us. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isCaError } from '#base';
import { findPath, parseCertificate, parseCrl, type Certificate, type Crl } from '#x509';
import { findPkits, listVectors, readVector, skipWithout } from './data.ts';
import { pkitsCases, type PkitsRun } from './pkits-cases.ts';

const vectors = findPkits();
const atMs = Date.parse('2020-06-01T00:00:00Z');

/** Tests whose features we do not have, and why. */
const unclaimed: Readonly<Record<string, string>> = {
  '4.1.4': 'DSA signatures are not believed (FIPS 186-5)',
  '4.1.5': 'DSA signatures are not believed (FIPS 186-5)',
  '4.1.6': 'DSA signatures are not believed (FIPS 186-5): refused, but not for its signature',
  '4.4.14': 'negative serial numbers are not read (RFC 5280 §4.1.2.2)',
  '4.4.15': 'negative serial numbers are not read (RFC 5280 §4.1.2.2): refused, but not as revoked',
};

describe('PKITS', { skip: skipWithout(vectors) }, () => {
  const certificates = readAll('certs/*.crt', parseCertificate);
  const crls = readAll('crls/*.crl', parseCrl);
  const anchor = certificates.get('TrustAnchorRootCertificate.crt');
  const intermediates = [...certificates.values()];
  const claimed = pkitsCases.filter(({ section }) => !(section in unclaimed));

  for (const { section, title, leaf, runs } of claimed)
    test(`${section} ${title}`, () => {
      for (const run of runs) {
        const fault = findFault(run, certificates.get(`${leaf}EE.crt`));
        assert.equal(fault === undefined, run.valid, `${JSON.stringify(run)}: ${fault ?? 'valid'}`);
      }
    });

  test(`${claimed.length} of ${pkitsCases.length} tests are claimed`, (t) => {
    assert.equal(pkitsCases.length, 224);
    for (const { section, title } of pkitsCases)
      if (section in unclaimed)
        t.diagnostic(`unclaimed: ${section} ${title}: ${unclaimed[section]}`);
  });

  /** What is wrong with the first path from a leaf to the anchor; undefined when one is valid. */
  function findFault(run: PkitsRun, leaf: Certificate | undefined): string | undefined {
    const { valid: _, policies, ...inputs } = run;
    if (!leaf) return 'the leaf cannot be read';
    assert.ok(anchor);
    try {
      findPath({
        leaf,
        intermediates,
        anchors: [anchor],
        atMs,
        ...inputs,
        ...(policies && {
          policies: policies.map((number) => `2.16.840.1.101.3.2.1.48.${number}`),
        }),
        revocation: { crls: [...crls.values()], certificates: intermediates },
      });
      return undefined;
    } catch (error) {
      if (!isCaError(error, 'bad_certificate')) throw error;
      return error.detail;
    }
  }
});

/** Everything that can be read, by its file name. What cannot is malformed on purpose, and no issuer of anything. */
function readAll<T extends Certificate | Crl>(
  pattern: string,
  parse: (der: Uint8Array) => T,
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  const [directory = ''] = pattern.split('/');
  for (const name of listVectors(vectors, pattern)) {
    try {
      found.set(name, parse(readVector(vectors, directory, name)));
    } catch (error) {
      if (!isCaError(error)) throw error;
    }
  }
  return found;
}
