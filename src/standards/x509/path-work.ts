import { isCaError } from '#base';
import type { Certificate } from './certificate.ts';
import { getCurve } from './key-spec.ts';
import type { SubjectKeySpec } from './key-spec.ts';
import { pathFault } from './path-fault.ts';
import { parsePublicKey } from './public-key.ts';
import { verifySignature } from './signature.ts';
import type { Signed } from './signed.ts';
import { checkPublicKey } from './weak-keys.ts';

const defaultEffort = 128;
const comparisonsPerUnit = 2000;

/**
 * What one question about paths may cost. Whoever sends certificates chooses how many paths lead nowhere, how many names
 * meet how many constraints and how slow the signatures are; work is therefore counted, in units of about half a
 * millisecond on the machine this was measured on, and ends when it is used up. Counted, not timed: the answer to a
 * question is always the same. What has been found out is not worked out twice.
 */
export class PathWork {
  #left: number;
  readonly #verified = new Map<Signed, Map<Uint8Array, boolean>>();
  readonly #weaknesses = new Map<Certificate, string | undefined>();

  /** @param effort  Units to spend. Default: 128, dozens of signatures of any kind. */
  constructor(effort: number = defaultEffort) {
    this.#left = effort;
  }

  /** Takes `units` off; throws `bad_certificate` (`work_limit`) when there are none left. */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw pathFault('work_limit', 0, 'cannot be judged with bounded effort');
  }

  /** Pays for `pairs` of a name and a constraint. */
  compare(pairs: number): void {
    this.spend(pairs / comparisonsPerUnit);
  }

  /** Tells whether `document` bears the signature of the key; false also for keys that cannot be used. */
  verify(document: Signed, spki: Uint8Array): boolean {
    const bySpki = this.#verified.get(document) ?? new Map<Uint8Array, boolean>();
    this.#verified.set(document, bySpki);
    const found = bySpki.get(spki) ?? this.#verifyOnce(document, spki);
    bySpki.set(spki, found);
    return found;
  }

  /** What `checkPublicKey` has against the key of a certificate; undefined when nothing. */
  findWeakness(certificate: Certificate): string | undefined {
    if (this.#weaknesses.has(certificate)) return this.#weaknesses.get(certificate);
    this.spend(1);
    const weakness = findWeakness(certificate.spki);
    this.#weaknesses.set(certificate, weakness);
    return weakness;
  }

  #verifyOnce({ algorithm, tbsDer, signature }: Signed, spki: Uint8Array): boolean {
    try {
      this.spend(unitsOf(parsePublicKey(spki).spec));
      return verifySignature(algorithm, spki, tbsDer, signature);
    } catch (error) {
      if (isCaError(error, 'bad_key')) return false;
      throw error;
    }
  }
}

function findWeakness(spki: Uint8Array): string | undefined {
  try {
    checkPublicKey(parsePublicKey(spki));
    return undefined;
  } catch (error) {
    if (isCaError(error, 'bad_key')) return error.detail;
    throw error;
  }
}

/** What one verification costs: large curves and hash-based signatures are slow, the others take one unit. */
function unitsOf(spec: SubjectKeySpec): number {
  switch (spec.type) {
    case 'slh-dsa':
      return 16;
    case 'ec':
      return 1 + 3 * Math.max(0, Math.ceil(getCurve(spec.curve).octets / 32) - 1);
    case 'rsa':
    case 'rsa-pss':
      return Math.max(1, Math.ceil(spec.bits / 4096));
    default:
      return 1;
  }
}
