import type { SignKeyObjectInput, Verify } from 'node:crypto';

/** Whether a signature is one over all that `verifier` was given; false also where it is none of that algorithm at all. */
export function isVerified(
  verifier: Verify,
  how: SignKeyObjectInput,
  signature: Uint8Array,
): boolean {
  try {
    return verifier.verify(how, signature);
  } catch {
    return false;
  }
}
