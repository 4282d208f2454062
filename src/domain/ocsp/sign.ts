import { CaError, minute, type Clock } from '#base';
import type { Keys } from '#keys';
import { prepareOcspResponse } from '#lint';
import {
  chooseSignatureAlgorithm,
  createVerifier,
  encodeOcspResponse,
  encodeResponseData,
  keyIdentifier,
  type Certificate,
  type SignatureAlgorithm,
  type SingleResponse,
  type Verifier,
} from '#x509';
import type { Issuer } from './issuer.ts';
import type { Responder } from './responder.ts';

/** What is to be said, about whose certificates, by whom. */
export interface Speech {
  readonly issuer: Issuer;
  readonly responder: Responder;
  readonly responses: readonly SingleResponse[];
  readonly nonce?: Uint8Array | undefined;
}

/** The only road to the private key of a responder. */
export interface Signing {
  /**
   * An OCSPResponse, in this order: every rule agrees to the exact bytes, they are on record, the key is used, the
   * signature verifies. The `buffer` of the result may hold other answers as well: to be copied before it is kept.
   *
   * @param record  Puts what is going to be signed durably on record; the key is not touched before it has resolved. Left
   *   out where every statement is there already.
   * @throws CaError `key_unavailable`, `clock_untrusted`, `lint_failed`.
   */
  sign(speech: Speech, record?: (tbsDer: Uint8Array) => Promise<void>): Promise<Uint8Array>;
}

const toleranceMs = 5 * minute;

/** In what a responder signs, how it names itself, and by what its signatures are known. */
interface Voice {
  readonly algorithm: SignatureAlgorithm;
  readonly responderKeyHash: Uint8Array;
  readonly verify: Verifier;
}

/** Worked out once for each responder. */
const voices = new WeakMap<Certificate, Voice>();

function voiceOf(certificate: Certificate): Voice {
  const known = voices.get(certificate);
  if (known) return known;
  const { spki } = certificate;
  const algorithm = chooseSignatureAlgorithm(spki);
  const verify = createVerifier(algorithm, spki);
  const voice = { algorithm, responderKeyHash: keyIdentifier(spki), verify };
  voices.set(certificate, voice);
  return voice;
}

export function createSigning({
  keys,
  clock,
}: {
  readonly keys: Keys;
  readonly clock: Clock;
}): Signing {
  let lastSignedMs = 0;
  /** An answer of yesterday's date would be believed until tomorrow's revocation is forgotten (I14). */
  const requireTrustedClock = (): number => {
    const now = clock.now();
    if (now < lastSignedMs - toleranceMs)
      throw new CaError(
        'clock_untrusted',
        'The clock is behind the last answer; none is signed until it is right again.',
      );
    lastSignedMs = Math.max(lastSignedMs, now);
    return now;
  };
  return {
    sign: async ({ issuer, responder, responses, nonce }, record) => {
      const { keyBackend, keyRef, certificate } = responder;
      const { algorithm, responderKeyHash, verify } = voiceOf(certificate);
      const data = { responderKeyHash, responses, nonce };
      const prepared = prepareOcspResponse(
        encodeResponseData({ ...data, producedAtMs: requireTrustedClock() }),
        { algorithm, issuer: issuer.authority.certificate, responder: certificate, nonce },
      );
      keys.requireOpen();
      requireKey(keys, responder);
      const tbsDer = prepared.redeem();
      await record?.(tbsDer.slice());
      const signature = await keys.sign(keyBackend, keyRef, tbsDer, algorithm);
      if (!verify(tbsDer, signature))
        throw new CaError(
          'key_unavailable',
          `The key backend ${keyBackend} returned a signature that does not verify.`,
        );
      return encodeOcspResponse({ tbsDer, algorithm, signature, certificates: [certificate.der] });
    },
  };
}

/** A process may run without the keys of others: that is nobody's fault, and another one may have them. */
function requireKey({ aliases }: Keys, { keyBackend }: Responder): void {
  if (!aliases.includes(keyBackend))
    throw new CaError('key_unavailable', `The key backend ${keyBackend} is not configured here.`);
}
