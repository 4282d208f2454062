import { concat } from '#base';
import { encodeDer, explicit, integer, tag } from '#der';
import type { SignatureAlgorithm } from './algorithms.ts';
import { encodeHeader } from './assemble.ts';
import { encodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import { timeDer } from './time-der.ts';

/** What a CRL is to say (RFC 5280 §5.1.2). */
export interface TbsCrl {
  /** The algorithm the issuer's key will sign in. */
  readonly algorithm: SignatureAlgorithm;
  readonly issuerDer: Uint8Array;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number;
  /** Entries from `encodeCrlEntries`, any number in each array; taken as they are, in this order. */
  readonly entries: Iterable<Uint8Array>;
  /** Written in this order; RFC 5280 §5.2 wants at least the CRL number and the authority key identifier. */
  readonly extensions: readonly Extension[];
}

const versionDer = encodeDer(integer(1));

/** What stands around the entries of a TBSCertList: `head`, all entries, `tail`, with nothing in between. */
export interface CrlFrame {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

/**
 * The frame of a TBSCertList v2 around entries of so many octets in all: for lists so long that whoever puts them
 * together does it piece by piece.
 *
 * @throws CaError `bad_extension` or `bad_der` for a value that cannot be encoded.
 */
export function encodeCrlFrame(tbs: Omit<TbsCrl, 'entries'>, entriesLength: number): CrlFrame {
  const fields = [
    versionDer,
    tbs.algorithm.der,
    tbs.issuerDer,
    timeDer(tbs.thisUpdateMs),
    timeDer(tbs.nextUpdateMs),
    ...listHeader(entriesLength),
  ];
  const tail = concat(...crlExtensions(tbs.extensions));
  const length = fields.reduce((sum, each) => sum + each.length, entriesLength + tail.length);
  return { head: concat(encodeHeader(tag.sequence, length), ...fields), tail };
}

/**
 * DER of a TBSCertList v2. Entries are copied once and never looked into.
 *
 * @throws CaError as {@link encodeCrlFrame}.
 */
export function encodeTbsCrl(tbs: TbsCrl): Uint8Array {
  const entries = [...tbs.entries];
  const length = entries.reduce((sum, each) => sum + each.length, 0);
  const { head, tail } = encodeCrlFrame(tbs, length);
  return concat(head, ...entries, tail);
}

/** revokedCertificates must be left out where there are none (RFC 5280 §5.1.2.6). */
function listHeader(length: number): Uint8Array[] {
  return length === 0 ? [] : [encodeHeader(tag.sequence, length)];
}

function crlExtensions(extensions: readonly Extension[]): Uint8Array[] {
  return extensions.length === 0 ? [] : [encodeDer(explicit(0, encodeExtensions(extensions)))];
}
