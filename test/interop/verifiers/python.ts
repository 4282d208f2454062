import { join } from 'node:path';
import { present } from '#base';
import { makeTool } from '../readers/tool.ts';
import { chainLine, unchecked, verdictsIn, type Verifier } from './verifier.ts';

const program = join(import.meta.dirname, '../python/verify.py');

const noRevocation = unchecked('it knows no revocation');

/** The `verification` module of `cryptography`, which follows the rules of the public web. */
export async function pythonVerifier(command: readonly string[]): Promise<Verifier> {
  const python = makeTool('Python cryptography', command);
  const { stdout } = await python.ask([program]);
  return {
    label: `${python.label} ${stdout.trim()}`,
    async verify(chains) {
      const answer = await python.ask([program], { input: chains.map(chainLine).join('') });
      const verdicts = verdictsIn(answer.stdout);
      return chains.map(({ id }) => present(verdicts.get(id), `what Python says of ${id}`));
    },
    refusesKind: /rsa-pss|sha3|ed25519|ed448|brainpool|secp256k1|ml-dsa|slh-dsa/,
    faults: {
      'wrong-host': /no matching subjectAltName/,
      expired: /not valid at validation time/,
      'not-yet-valid': /not valid at validation time/,
      'wrong-purpose': /required EKU not found/,
      'unknown-critical-extension': /unaccounted-for critical extensions/,
      'wrong-authority-key-identifier': unchecked('it wants one, and does not compare it'),
      tampered: /signature does not match/,
      'broken-signature': /signature does not match/,
      'sha-1': /Forbidden signature algorithm/,
      'other-root': /signature does not match/,
      'path-too-long': /path length constraint violated/,
      'name-not-permitted': /no permitted name constraints matched/,
      'name-excluded': /excluded name constraint matched/,
      'policy-required': /2\.5\.29\.36.*unaccounted-for critical extensions/,
      'issuer-is-no-authority': /basicConstraints\.cA must be asserted/,
      'issuer-may-not-sign': /keyUsage\.keyCertSign must be asserted/,
      'issuer-expired': /not valid at validation time/,
      'issuer-with-unknown-critical-extension': /unaccounted-for critical extensions/,
      'issuer-revoked': noRevocation,
      revoked: noRevocation,
      'list-missing': noRevocation,
      'list-expired': noRevocation,
      'list-signed-by-another-key': noRevocation,
      'list-with-unknown-critical-extension': noRevocation,
    },
  };
}
