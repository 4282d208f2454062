/* Path building and validation against x509-limbo: each case is judged as its verifier would be, strictly by RFC 5280. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isCaError } from '#base';
import {
  extendedKeyUsageNames,
  findExtension,
  findPath,
  keyUsageNames,
  matchesHost,
  parseCertificateText,
  parseCrlText,
  type Certificate,
  type KeyUsage,
} from '#x509';
import { findLimbo, readVector, skipWithout } from './data.ts';

/** A test case in the form of limbo-schema.json, as far as we look at it. */
interface LimboCase {
  readonly id: string;
  readonly features: readonly string[];
  readonly validation_kind: 'CLIENT' | 'SERVER';
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly key_usage: readonly string[];
  readonly extended_key_usage: readonly string[];
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly expected_peer_name: PeerName | null;
  readonly expected_peer_names: readonly PeerName[];
  readonly max_chain_depth: number | null;
  readonly crls?: readonly string[];
}

interface PeerName {
  readonly kind: 'DNS' | 'IP' | 'RFC822';
  readonly value: string;
}

const vectors = findLimbo();

/** When a case names no time: any does, within the thousand years that its certificates live. */
const anyTime = Date.parse('2026-01-01T00:00:00Z');

const forum = 'a rule of the CA/Browser Forum on what is issued, not of RFC 5280 on what is valid';

/** Cases that we do not claim, by the beginning of their id or by a feature, and why. */
const unclaimed: readonly (readonly [what: string, why: string])[] = [
  ['webpki::aki::', forum],
  ['webpki::cn::', forum],
  ['webpki::san::san-critical-with-nonempty-subject', forum],
  ['webpki::forbidden-rsa-not-divisible-by-8-in-root', forum],
  ['webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf', forum],
  ['pedantic-webpki-eku', forum],
  ['pedantic-public-suffix-wildcard', 'there is no list of public suffixes here'],
  ['pedantic-rfc5280', 'nobody signs for an anchor, hence it need not say whose key did'],
];

describe('x509-limbo', { skip: skipWithout(vectors) }, () => {
  const cases = 'missing' in vectors ? [] : readCases();
  const claimed = cases.filter((each) => reasonUnclaimed(each) === undefined);

  for (const limbo of claimed)
    test(limbo.id, (t) => {
      const start = performance.now();
      const fault = findFault(limbo);
      if (limbo.id.startsWith('pathological::'))
        t.diagnostic(`ended after ${Math.ceil(performance.now() - start)} ms`);
      const result = fault === undefined ? 'SUCCESS' : 'FAILURE';
      assert.equal(result, limbo.expected_result, fault ?? 'accepted');
    });

  test(`${claimed.length} of ${cases.length} cases are claimed`, (t) => {
    assert.ok(claimed.length > 0);
    for (const each of cases) {
      const why = reasonUnclaimed(each);
      if (why !== undefined) t.diagnostic(`unclaimed: ${each.id}: ${why}`);
    }
  });
});

function readCases(): readonly LimboCase[] {
  const text = Buffer.from(readVector(vectors)).toString('utf8');
  return (JSON.parse(text) as { testcases: readonly LimboCase[] }).testcases;
}

function reasonUnclaimed({ id, features }: LimboCase): string | undefined {
  return unclaimed.find(([what]) => id.startsWith(what) || features.includes(what))?.[1];
}

/** What is wrong with the peer; undefined when it is accepted. */
function findFault(limbo: LimboCase): string | undefined {
  try {
    const leaf = parseCertificateText(limbo.peer_certificate);
    findPath({
      leaf,
      anchors: parseAll(limbo.trusted_certs),
      intermediates: parseAll(limbo.untrusted_intermediates),
      ...rulesOf(limbo),
    });
    const names = [limbo.expected_peer_name, ...limbo.expected_peer_names];
    const other = names.find((name) => name && !isFor(leaf, name));
    return other ? `is not for ${other.value}` : undefined;
  } catch (error) {
    if (!isCaError(error)) throw error;
    return error.detail;
  }
}

function rulesOf(limbo: LimboCase) {
  // The Web PKI allows name constraints that are not critical and anchors with the serial number zero, and no authority
  // in the place of a server.
  const isWeb = /^(webpki|online)::/.test(limbo.id);
  return {
    atMs: limbo.validation_time === null ? anyTime : Date.parse(limbo.validation_time),
    strict: !isWeb,
    endEntity: isWeb,
    purpose: purposeNamed(
      limbo.extended_key_usage[0] ??
        (limbo.validation_kind === 'SERVER' ? 'serverAuth' : 'clientAuth'),
    ),
    usages: limbo.key_usage.map(usageNamed),
    ...(limbo.max_chain_depth !== null && { maxAuthorities: limbo.max_chain_depth }),
    ...(limbo.features.includes('has-crl') && {
      revocation: { crls: (limbo.crls ?? []).map((pem) => parseCrlText(pem)) },
    }),
  };
}

/** Those that can be read: what is malformed leads nowhere. */
function parseAll(pems: readonly string[]): readonly Certificate[] {
  return pems.flatMap((pem) => {
    try {
      return [parseCertificateText(pem)];
    } catch (error) {
      if (isCaError(error)) return [];
      throw error;
    }
  });
}

function isFor(certificate: Certificate, { kind, value }: PeerName): boolean {
  if (kind !== 'RFC822') return matchesHost(certificate, value);
  const names = findExtension(certificate.extensions, 'subject_alternative_name')?.value ?? [];
  return names.some((each) => each.type === 'email' && each.value === value);
}

function purposeNamed(name: string): string {
  const [dotted] = Object.entries(extendedKeyUsageNames).find(([, each]) => each === name) ?? [];
  assert.ok(dotted, name);
  return dotted;
}

function usageNamed(name: string): KeyUsage {
  const found = Object.entries(keyUsageNames).find(([, each]) => each === name);
  assert.ok(found, name);
  return found[0] as KeyUsage;
}
