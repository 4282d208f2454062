import { encodePem } from '#der';
import { temporaryDirectory } from '#oracles';
import type { Chain } from '../chains/chain.ts';
import { gnutlsLabel } from '../readers/gnutls.ts';
import { each } from '../readers/reader.ts';
import { makeTool, type Tool } from '../readers/tool.ts';
import { unchecked, type Verdict, type Verifier } from './verifier.ts';

const usesWhatThereIs = unchecked(
  'it takes what stands on the lists it is given, and asks no more of them',
);

/** GnuTLS, by certtool. */
export async function gnutlsVerifier(): Promise<Verifier> {
  const certtool = makeTool(await gnutlsLabel(), ['certtool']);
  return {
    label: certtool.label,
    verify: (chains) => each(chains, (chain) => verify(certtool, chain)),
    refusesKind: /brainpool|secp256k1|ml-dsa|slh-dsa/,
    faults: {
      'wrong-host': /name in the certificate does not match/,
      expired: /uses expired certificate/,
      'not-yet-valid': /uses not yet valid certificate/,
      'wrong-purpose': /does not match the intended purpose/,
      'unknown-critical-extension': /unknown critical extension/,
      'wrong-authority-key-identifier': /issuer is unknown/,
      tampered: /signature in the certificate is invalid/,
      'broken-signature': /signature in the certificate is invalid/,
      'sha-1': /uses insecure algorithm/,
      'other-root': /issuer is unknown/,
      'path-too-long': /violates the signer's constraints/,
      'name-not-permitted': /violates the signer's constraints/,
      'name-excluded': /violates the signer's constraints/,
      // It does not know policies, hence nothing that stands critically for them.
      'policy-required': /unknown critical extension/,
      'issuer-is-no-authority': /issuer is not a CA/,
      'issuer-may-not-sign': /violates the signer's constraints/,
      'issuer-expired': /uses expired certificate/,
      'issuer-with-unknown-critical-extension': /unknown critical extension/,
      'issuer-revoked': /is revoked/,
      revoked: /is revoked/,
      'list-missing': usesWhatThereIs,
      'list-expired': usesWhatThereIs,
      'list-signed-by-another-key': usesWhatThereIs,
      'list-with-unknown-critical-extension': usesWhatThereIs,
    },
  };
}

async function verify(certtool: Tool, chain: Chain): Promise<Verdict> {
  using directory = temporaryDirectory();
  const write = (name: string, label: string, ders: readonly Uint8Array[]): string =>
    directory.write(name, ders.map((der) => encodePem(label, der)).join(''));
  const args = ['--verify', '--verify-profile', 'medium', '--verify-hostname', chain.host];
  args.push('--verify-purpose', '1.3.6.1.5.5.7.3.1');
  args.push('--load-ca-certificate', write('root.pem', 'CERTIFICATE', [chain.root]));
  args.push('--load-crl', write('lists.pem', 'X509 CRL', chain.lists));
  args.push('--infile', write('chain.pem', 'CERTIFICATE', [chain.leaf, ...chain.intermediates]));
  const { exitCode, stdout, stderr } = await certtool.ask(args);
  return { accepted: exitCode === 0, words: stdout + stderr };
}
