import { encodePem } from '#der';
import { temporaryDirectory } from '#oracles';
import type { Chain } from '../chains/chain.ts';
import { makeOpenssl } from '../readers/openssl.ts';
import { each } from '../readers/reader.ts';
import type { Tool } from '../readers/tool.ts';
import type { Verdict, Verifier } from './verifier.ts';

/** OpenSSL at its strictest: it sees everything. */
export async function opensslVerifier(command: readonly string[]): Promise<Verifier> {
  const openssl = await makeOpenssl(command);
  return {
    label: openssl.label,
    verify: (chains) => each(chains, (chain) => verify(openssl, chain)),
    refusesKind: openssl.isModern ? /^$/ : /ml-dsa|slh-dsa|p-384-sha3/,
    faults: {
      'wrong-host': /hostname mismatch/,
      expired: /0 depth lookup: certificate has expired/,
      'not-yet-valid': /certificate is not yet valid/,
      'wrong-purpose': /unsuitable certificate purpose/,
      'unknown-critical-extension': /0 depth lookup: unhandled critical extension/,
      'wrong-authority-key-identifier': /0 depth lookup: unable to get local issuer certificate/,
      tampered: /certificate signature failure/,
      'broken-signature': /certificate signature failure/,
      'sha-1': /signature digest algorithm too weak/,
      'other-root': /1 depth lookup: unable to get local issuer certificate/,
      'path-too-long': /path length constraint exceeded/,
      'name-not-permitted': /permitted subtree violation/,
      'name-excluded': /excluded subtree violation/,
      'policy-required': /no explicit policy/,
      'issuer-is-no-authority': /invalid CA certificate/,
      'issuer-may-not-sign': /key usage does not include certificate signing/,
      'issuer-expired': /1 depth lookup: certificate has expired/,
      'issuer-with-unknown-critical-extension': /1 depth lookup: unhandled critical extension/,
      'issuer-revoked': /1 depth lookup: certificate revoked/,
      revoked: /0 depth lookup: certificate revoked/,
      'list-missing': /unable to get certificate CRL/,
      'list-expired': /CRL has expired/,
      'list-signed-by-another-key': /CRL signature failure/,
      'list-with-unknown-critical-extension': /unhandled critical CRL extension/,
    },
  };
}

async function verify(openssl: Tool, chain: Chain): Promise<Verdict> {
  using directory = temporaryDirectory();
  const write = (name: string, label: string, ders: readonly Uint8Array[]): string =>
    directory.write(name, ders.map((der) => encodePem(label, der)).join(''));
  const args = ['verify', '-x509_strict', '-check_ss_sig', '-policy_check', '-no-CApath'];
  // At level 1, the default, it takes SHA-1; at level 2 not.
  args.push('-auth_level', '2', '-purpose', 'sslserver', '-verify_hostname', chain.host);
  args.push('-CAfile', write('root.pem', 'CERTIFICATE', [chain.root]));
  if (chain.intermediates.length > 0)
    args.push('-untrusted', write('intermediates.pem', 'CERTIFICATE', chain.intermediates));
  args.push('-crl_check_all', '-CRLfile', write('lists.pem', 'X509 CRL', chain.lists));
  args.push(write('leaf.pem', 'CERTIFICATE', [chain.leaf]));
  const { exitCode, stdout, stderr } = await openssl.ask(args);
  return { accepted: exitCode === 0, words: stdout + stderr };
}
