import { CaError } from '#base';
import { findPath, matchesHost, parseCertificate, parseCrl } from '#x509';
import type { Chain } from '../chains/chain.ts';
import { unchecked, type Verdict, type Verifier } from './verifier.ts';

/** Our own, to be held against the others: RFC 5280 §6 at its strictest, CRLs included. */
export const certwrightVerifier: Verifier = {
  label: 'Certwright',
  verify: (chains) => Promise.resolve(chains.map(verify)),
  refusesKind: /^$/,
  faults: {
    'wrong-host': /another host/,
    expired: /certificate 0 .* expired/i,
    'not-yet-valid': /not valid yet/,
    'wrong-purpose': /wrong_purpose/,
    'unknown-critical-extension': /certificate 0 .* critical extension 1\.2\.3\.4\.5/i,
    'wrong-authority-key-identifier': unchecked(
      'key identifiers order the search, and rule nothing out (RFC 4158 §3.5.12)',
    ),
    tampered: /certificate 0 .* signed by nobody/i,
    'broken-signature': /certificate 0 .* signed by nobody/i,
    'sha-1': /certificate 0 .* signed by nobody/i,
    'other-root': /certificate 1 .* signed by nobody/i,
    'path-too-long': /path_too_long/,
    'name-not-permitted': /name_not_permitted/,
    'name-excluded': /name_excluded/,
    'policy-required': /no_valid_policy/,
    'issuer-is-no-authority': /without being an authority/,
    'issuer-may-not-sign': /may_not_sign/,
    'issuer-expired': /certificate 1 .* expired/i,
    'issuer-with-unknown-critical-extension': /certificate 1 .* critical extension 1\.2\.3\.4\.5/i,
    'issuer-revoked': /certificate 1 .* was revoked .*keyCompromise/i,
    revoked: /certificate 0 .* was revoked .*keyCompromise/i,
    'list-missing': /certificate 0 .* no CRL tells/i,
    'list-expired': /certificate 0 .* no CRL tells/i,
    'list-signed-by-another-key': /certificate 0 .* no CRL tells/i,
    'list-with-unknown-critical-extension': /certificate 0 .* no CRL tells/i,
  },
};

function verify(chain: Chain): Verdict {
  try {
    const leaf = parseCertificate(chain.leaf);
    if (!matchesHost(leaf, chain.host)) return { accepted: false, words: 'it is for another host' };
    findPath({
      leaf,
      intermediates: chain.intermediates.map((der) => parseCertificate(der)),
      anchors: [parseCertificate(chain.root)],
      atMs: Date.now(),
      purpose: '1.3.6.1.5.5.7.3.1',
      endEntity: true,
      strict: true,
      revocation: { crls: chain.lists.map((der) => parseCrl(der)) },
    });
    return { accepted: true, words: '' };
  } catch (error) {
    if (!(error instanceof CaError)) throw error;
    return { accepted: false, words: JSON.stringify([error.code, error.detail, error.problems]) };
  }
}
