import { CaError, minute, type Clock } from '#base';
import type { KeyRef, Keys, Unlock } from '#keys';
import type { Prepared } from '#lint';
import { beginVerification } from '#x509';

/** A private key and what is needed to use it and to check what it made. */
export interface Signer {
  readonly keyBackend: string;
  readonly keyRef: KeyRef;
  /** SubjectPublicKeyInfo of the key. */
  readonly spki: Uint8Array;
}

export interface SignOptions {
  /** Puts the exact bytes durably on record; the key is not touched before it has resolved. */
  readonly record: (tbsDer: Uint8Array) => Promise<void>;
  /**
   * Whether `record` has the bytes already, as the pieces that they were put together from, and is given none: for
   * documents so long that they are not copied once more. Default: false.
   */
  readonly inPieces?: boolean;
  readonly unlock?: Unlock;
}

const none = new Uint8Array(0);
const toleranceMs = 5 * minute;

/**
 * The only road to an authority's private key: intent on record → sign → verify → hand out.
 * What is signed is what was linted, octet for octet, and was on record first (I1, I3).
 */
export function createSigning({ keys, clock }: { readonly keys: Keys; readonly clock: Clock }): {
  sign(signer: Signer, prepared: Prepared<unknown>, options: SignOptions): Promise<Uint8Array>;
} {
  let lastSignedMs = 0;
  /** Signing under a clock that has gone back would let validity begin twice (I14). */
  const requireTrustedClock = (): void => {
    const now = clock.now();
    if (now < lastSignedMs - toleranceMs) {
      throw new CaError(
        'clock_untrusted',
        'The clock is behind the last signature; nothing is signed until it is right again.',
      );
    }
    lastSignedMs = Math.max(lastSignedMs, now);
  };
  return {
    sign: async ({ keyBackend, keyRef, spki }, prepared, { record, inPieces = false, unlock }) => {
      keys.requireOpen();
      requireTrustedClock();
      const { algorithm } = prepared;
      const tbsDer = prepared.redeem();
      using verification = beginVerification(algorithm, spki, tbsDer);
      await record(inPieces ? none : tbsDer.slice());
      const signature = await keys.sign(keyBackend, keyRef, tbsDer, algorithm, unlock);
      if (!(await verification.holds(signature))) {
        throw new CaError(
          'key_unavailable',
          `The key backend ${keyBackend} returned a signature that does not verify.`,
        );
      }
      return signature;
    },
  };
}
