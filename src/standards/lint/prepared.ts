import { CaError, assert, type Problem } from '#base';
import { pooledBytes } from '#der';
import type { ParsedTbs, SignatureAlgorithm } from '#x509';

const made = Symbol('made by this room alone');

/**
 * Leave to sign one exact document, once. Only this room makes one, only after every rule agreed, and `#authorities`
 * signs nothing else: what was linted is, octet for octet, what is signed (I3).
 */
export class Prepared<Document = ParsedTbs> {
  /** The document as decoded. Its bytes are others than those to be signed: changing them changes nothing. */
  readonly document: Document;
  /** The algorithm to sign in: the one that the document names, where it names one. */
  readonly algorithm: SignatureAlgorithm;
  readonly #tbsDer: Uint8Array;
  #redeemed = false;

  constructor(
    token: symbol,
    tbsDer: Uint8Array,
    document: Document,
    algorithm: SignatureAlgorithm,
  ) {
    assert(token === made, 'a Prepared made outside #lint');
    this.#tbsDer = tbsDer;
    this.document = document;
    this.algorithm = algorithm;
  }

  /** A copy of the bytes to be signed, for the record. */
  get tbsDer(): Uint8Array {
    return this.#tbsDer.slice();
  }

  /** Whether its bytes have been given out. */
  get isRedeemed(): boolean {
    return this.#redeemed;
  }

  /** Gives the bytes out for signing. A second call is a bug and throws. */
  redeem(): Uint8Array {
    assert(!this.#redeemed, 'a Prepared redeemed twice');
    this.#redeemed = true;
    return this.#tbsDer;
  }
}

/** A document that was judged, and what for. */
export interface Judged<Document> {
  /** The noun for people: `certificate`. */
  readonly noun: string;
  /** The very bytes that were judged. */
  readonly tbsDer: Uint8Array;
  readonly document: Document;
  readonly algorithm: SignatureAlgorithm;
  readonly problems: readonly Problem[];
}

/** Leave to sign what was found to be without a problem. @throws CaError `lint_failed` with the problems there are. */
export function grant<Document>(judged: Judged<Document>): Prepared<Document> {
  return grantOwn({ ...judged, tbsDer: copyOf(judged.tbsDer) });
}

/** As {@link grant}, for bytes that this room has put together itself and nobody else has seen: they are not copied. */
export function grantOwn<Document>(judged: Judged<Document>): Prepared<Document> {
  const { noun, tbsDer, document, algorithm, problems } = judged;
  const [first] = problems;
  if (first)
    throw new CaError('lint_failed', `The ${noun} would break a rule: ${first.detail}.`, {
      problems,
    });
  return new Prepared(made, tbsDer, document, algorithm);
}

function copyOf(octets: Uint8Array): Uint8Array {
  const copy = pooledBytes(octets.length);
  copy.set(octets);
  return copy;
}
