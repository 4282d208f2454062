import { concat } from '#base';
import { encodeDer, explicit, integer, tag } from '#der';
import type { DerValue } from '#der';
import type { SignatureAlgorithm } from './algorithms.ts';
import { encodeHeader } from './assemble.ts';
import { encodeExtensions } from './extension.ts';
import type { Extension } from './extension.ts';
import { findReason, revocationReasons } from './revocation-reason.ts';
import type { ReasonRfcName } from './revocation-reason.ts';
import { encodeSerial } from './serial.ts';
import { dateOf, timeDer, timeValue } from './time-der.ts';

/** A revoked certificate on its way onto a CRL (RFC 5280 §5.3). */
export interface Revocation {
  /** Hex in either case, no colons. */
  readonly serial: string;
  readonly revokedMs: number;
  /** Left out of the entry when `unspecified`, as RFC 5280 §5.3.1 wants it. */
  readonly reason?: ReasonRfcName;
  /** Since when the key is thought to be compromised (invalidityDate). */
  readonly compromisedMs?: number | null;
}

/** What a CRL is to say (RFC 5280 §5.1.2). */
export interface TbsCrl {
  /** The algorithm the issuer's key will sign in. */
  readonly algorithm: SignatureAlgorithm;
  readonly issuerDer: Uint8Array;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number;
  /** Entries from {@link encodeCrlEntries}, any number in each array; taken as they are, in this order. */
  readonly entries: Iterable<Uint8Array>;
  /** Written in this order; RFC 5280 §5.2 wants at least the CRL number and the authority key identifier. */
  readonly extensions: readonly Extension[];
}

const versionDer = encodeDer(integer(1));

/**
 * DER of entries, one after the other without anything around them: to be stored, joined and put on CRLs as they are.
 * An entry never changes, so that a CRL of a million entries is a new header, a hash and a signature. Encode some
 * thousand at a time: the writer's buffer grows to the longest run.
 *
 * @throws CaError `bad_certificate` for a wrong serial, `bad_der` for a time that cannot be written.
 */
export function encodeCrlEntries(revocations: readonly Revocation[]): Uint8Array {
  return encodeDer((writer) => {
    for (let i = revocations.length - 1; i >= 0; i--) {
      const each = revocations[i];
      if (each) encodeEntry(each)(writer);
    }
  });
}

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

function encodeEntry({ serial, revokedMs, reason, compromisedMs }: Revocation): DerValue {
  return (writer) => {
    const before = writer.size;
    const extensions = entryExtensions(reason, compromisedMs);
    if (extensions) writer.octets(extensions);
    timeValue(revokedMs)(writer);
    encodeSerial(serial)(writer);
    writer.header(tag.sequence, before);
  };
}

/** Extensions that say no more than a reason: nearly all entries have these. Unspecified says nothing (§5.3.1). */
const ofReason: ReadonlyMap<string, Uint8Array> = new Map(
  revocationReasons
    .filter((reason) => reason.code !== 0)
    .map((reason) => [
      reason.rfcName,
      encodeDer(encodeExtensions(reasonExtension(reason.rfcName))),
    ]),
);

function entryExtensions(
  reason: ReasonRfcName = 'unspecified',
  compromisedMs?: number | null,
): Uint8Array | undefined {
  if (compromisedMs === undefined || compromisedMs === null) return ofReason.get(reason);
  return encodeDer(encodeExtensions([...reasonExtension(reason), invalidityDate(compromisedMs)]));
}

function reasonExtension(rfcName: ReasonRfcName): Extension[] {
  const reason = findReason(rfcName);
  if (!reason || reason.code === 0) return [];
  return [{ type: 'crl_reason', critical: false, value: reason.name }];
}

function invalidityDate(milliseconds: number): Extension {
  const value = dateOf(milliseconds).toISOString();
  return { type: 'invalidity_date', critical: false, value };
}
