import { join } from 'node:path';
import { present } from '#base';
import { makeJava } from '../readers/java.ts';
import { chainLine, unchecked, verdictsIn, type Verifier } from './verifier.ts';

const program = join(import.meta.dirname, '../java/Verify.java');

/** The PKIX provider of the JDK that this command runs. */
export async function javaVerifier(command: readonly string[]): Promise<Verifier> {
  const java = await makeJava(command);
  return {
    label: java.label,
    async verify(chains) {
      const answer = await java.ask([program], { input: chains.map(chainLine).join('') });
      const verdicts = verdictsIn(answer.stdout);
      return chains.map(({ id }) => present(verdicts.get(id), `what Java says of ${id}`));
    },
    refusesKind: /brainpool|secp256k1|ml-dsa|slh-dsa/,
    faults: {
      'wrong-host': /target certificate constraints check failed/,
      expired: /CertificateExpiredException/,
      'not-yet-valid': /CertificateNotYetValidException/,
      'wrong-purpose': /target certificate constraints check failed/,
      'unknown-critical-extension': /unrecognized critical extension/,
      'wrong-authority-key-identifier':
        /Could not determine revocation status|unable to find valid/,
      tampered: /signature check failed/,
      'broken-signature': /signature check failed/,
      'sha-1': unchecked(
        'jdk.certpath.disabledAlgorithms forbids SHA-1 under roots that come with the JDK',
      ),
      'other-root': /does not chain with any of the trust anchors/,
      'path-too-long': /pathLenConstraint violated/,
      'name-not-permitted': /name constraints check failed/,
      'name-excluded': /name constraints check failed/,
      'policy-required': /policy tree is null/,
      'issuer-is-no-authority': /not a CA certificate/,
      'issuer-may-not-sign': /keyCertSign bit is not set/,
      'issuer-expired': /CertificateExpiredException/,
      'issuer-with-unknown-critical-extension': /unrecognized critical extension/,
      'issuer-revoked': /has been revoked, reason: KEY_COMPROMISE.*authority: CN=Controls Root/,
      revoked: /has been revoked, reason: KEY_COMPROMISE.*authority: CN=Controls Authority/,
      'list-missing': /Could not determine revocation status/,
      'list-expired': /Could not determine revocation status/,
      'list-signed-by-another-key': /Could not determine revocation status/,
      'list-with-unknown-critical-extension': /Could not determine revocation status/,
    },
  };
}
