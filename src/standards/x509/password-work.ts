import { CaError } from '#base';

/** Octets that one round of scrypt keeps in memory. */
const scryptBlockBytes = 128;
const maxRounds = 2 ** 21;
const maxMemoryBytes = 64 * 1024 * 1024;

/**
 * The work that drawing keys from a password may still cost in one document, all its parts together: 2,097,152 rounds,
 * room for the three keys of a PKCS #12 file at 600,000 iterations each. A round is one HMAC of PBKDF2, one hash of the
 * PKCS #12 derivation, or one block of 128 octets of scrypt; each takes about a microsecond or less.
 */
export class PasswordWork {
  #left: number = maxRounds;

  /** Allows PBKDF2. @param blocks  Number of HMAC outputs that the key takes: each is made in all iterations anew. */
  spendIterations(iterations: number, blocks: number = 1): void {
    this.#spend(iterations * blocks);
  }

  /** Allows scrypt with N, r and p of RFC 7914 §2, in up to 64 MiB of memory. Returns the octets that it needs. */
  spendScrypt(cost: number, blockSize: number, parallelization: number): number {
    const memoryBytes = (cost + parallelization) * blockSize * scryptBlockBytes;
    if (memoryBytes > maxMemoryBytes) throw tooMuchWork();
    this.#spend(cost * blockSize * parallelization);
    return memoryBytes;
  }

  /** @throws CaError `unsupported` when there are more rounds than are left, or none. */
  #spend(rounds: number): void {
    if (!(rounds >= 1 && rounds <= this.#left)) throw tooMuchWork();
    this.#left -= rounds;
  }
}

function tooMuchWork(): CaError {
  return new CaError(
    'unsupported',
    'Drawing the key from the password takes more work than allowed.',
  );
}
