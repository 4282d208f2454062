import { temporaryDirectory } from '#oracles';
import type { Chain } from '../chains/chain.ts';
import { each } from '../readers/reader.ts';
import { strongswan } from '../readers/strongswan.ts';
import type { Tool } from '../readers/tool.ts';
import { unchecked, type Verdict, type Verifier } from './verifier.ts';

const ofConnections = unchecked(
  'how strict it is about that stands in the settings of a connection',
);

/** strongSwan, by its pki. */
export async function strongswanVerifier(): Promise<Verifier> {
  const pki = await strongswan();
  return {
    label: pki.label,
    verify: (chains) => each(chains, (chain) => verify(pki, chain)),
    refusesKind: /ml-dsa|slh-dsa|p-384-sha3/,
    faults: {
      'wrong-host': unchecked('identities are compared by the IKE daemon'),
      expired: /subject certificate invalid/,
      'not-yet-valid': /subject certificate invalid/,
      'wrong-purpose': unchecked('IKE asks for no purpose'),
      'unknown-critical-extension': /critical .*not supported/,
      'wrong-authority-key-identifier': /no issuer certificate found for "CN=www/,
      tampered: /no issuer certificate found for "CN=wwv/,
      'broken-signature': /no issuer certificate found for "CN=www/,
      'sha-1': ofConnections,
      'other-root': /no issuer certificate found for "CN=Controls Authority/,
      'path-too-long': /violates constraint of 0/,
      'name-not-permitted': /does not match permitted name constraint/,
      'name-excluded': /matches excluded name constraint/,
      'policy-required': ofConnections,
      'issuer-is-no-authority': /no issuer certificate found for "CN=www/,
      'issuer-may-not-sign': unchecked(
        'it asks whether an authority is one, not for its key usage',
      ),
      'issuer-expired': /issuer certificate invalid/,
      'issuer-with-unknown-critical-extension': /critical .*not supported/,
      'issuer-revoked': /status of "CN=Controls Authority[^]*certificate was revoked/,
      revoked: /certificate was revoked/,
      'list-missing': ofConnections,
      'list-expired': ofConnections,
      'list-signed-by-another-key': ofConnections,
      'list-with-unknown-critical-extension': ofConnections,
    },
  };
}

async function verify(pki: Tool, chain: Chain): Promise<Verdict> {
  using directory = temporaryDirectory();
  const args = ['--verify', '--in', directory.write('leaf', chain.leaf)];
  for (const [at, der] of [chain.root, ...chain.intermediates].entries())
    args.push('--cacert', directory.write(`authority-${at}`, der));
  for (const [at, der] of chain.lists.entries())
    args.push('--crl', directory.write(`list-${at}`, der));
  const { exitCode, stdout, stderr } = await pki.ask(args);
  return { accepted: exitCode === 0, words: stdout + stderr };
}
