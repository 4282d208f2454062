import { encodeDer, tag } from '#der';
import type { DerValue } from '#der';
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

/** More than an entry has that says no more than a reason. */
const plainOctets = 64;
const startOctets = 4096;

/**
 * DER of entries, one after the other without anything around them: to be stored, joined and put on CRLs as they are.
 * An entry never changes, so that a CRL of a million entries is a new header, a hash and a signature.
 *
 * @throws CaError `bad_certificate` for a wrong serial, `bad_der` for a time that cannot be written.
 */
export function encodeCrlEntries(revocations: Iterable<Revocation>): Uint8Array {
  const encoded = new Encoded();
  for (const each of revocations) encoded.put(each);
  return encoded.take();
}

/** Entries written from the first to the last, nearly all of them octet by octet into their place. */
class Encoded {
  #octets: Uint8Array<ArrayBuffer> = new Uint8Array(startOctets);
  #at = 0;
  #timeMs = Number.NaN;
  #timeDer: Uint8Array = new Uint8Array(0);

  put(revocation: Revocation): void {
    const extensions = findPlainExtensions(revocation);
    if (!extensions || !this.#putPlain(revocation, extensions))
      this.#append(encodeDer(entry(revocation)));
  }

  /** All that was put; nothing is left here. */
  take(): Uint8Array {
    return new Uint8Array(this.#octets.buffer.transfer(this.#at));
  }

  /** False, and nothing is put, for a serial number that needs more thought. */
  #putPlain({ serial, revokedMs }: Revocation, extensions: Uint8Array): boolean {
    const octets = this.#withRoom(plainOctets);
    const start = this.#at;
    const end = putHex(octets, start + 4, serial);
    if (end === undefined) return false;
    octets[start] = tag.sequence;
    octets[start + 2] = tag.integer;
    octets[start + 3] = end - start - 4;
    const time = this.#timeOf(revokedMs);
    octets.set(time, end);
    octets.set(extensions, end + time.length);
    this.#at = end + time.length + extensions.length;
    octets[start + 1] = this.#at - start - 2;
    return true;
  }

  #append(der: Uint8Array): void {
    this.#withRoom(der.length).set(der, this.#at);
    this.#at += der.length;
  }

  #withRoom(count: number): Uint8Array {
    const { buffer, length } = this.#octets;
    if (this.#at + count > length)
      this.#octets = new Uint8Array(buffer.transfer(2 * length + count));
    return this.#octets;
  }

  /** Many are often revoked at once. */
  #timeOf(milliseconds: number): Uint8Array {
    if (milliseconds !== this.#timeMs) {
      this.#timeDer = timeDer(milliseconds);
      this.#timeMs = milliseconds;
    }
    return this.#timeDer;
  }
}

const mostDigits = 40;
/** Values of hex digits in either case by their code. */
const digits: Int8Array = Int8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});

/**
 * Writes the octets of a serial number as it is given, an even number of digits, the first of them 1 to 7; answers where
 * they end. Undefined for all others: they have leading zeros, need one, or are none.
 */
function putHex(octets: Uint8Array, start: number, hex: string): number | undefined {
  const first = hex.charCodeAt(0);
  const isPlain = first > 0x30 && first < 0x38 && hex.length <= mostDigits && hex.length % 2 === 0;
  if (!isPlain) return undefined;
  let [at, wrong] = [start, 0];
  for (let i = 0; i < hex.length; i += 2) {
    const high = digits[hex.charCodeAt(i)] ?? -1;
    const low = digits[hex.charCodeAt(i + 1)] ?? -1;
    wrong |= high | low;
    octets[at++] = (high << 4) | low;
  }
  return wrong < 0 ? undefined : at;
}

/** Extensions that say no more than a reason: nearly all entries have these. Unspecified says nothing (§5.3.1). */
const ofReason: ReadonlyMap<string, Uint8Array> = new Map(
  revocationReasons.map(({ code, rfcName }) => [
    rfcName,
    code === 0 ? new Uint8Array(0) : encodeDer(encodeExtensions(reasonExtension(rfcName))),
  ]),
);

function findPlainExtensions({ reason, compromisedMs }: Revocation): Uint8Array | undefined {
  return compromisedMs === undefined || compromisedMs === null
    ? ofReason.get(reason ?? 'unspecified')
    : undefined;
}

/** Any entry. */
function entry({ serial, revokedMs, reason, compromisedMs }: Revocation): DerValue {
  const extensions = [...reasonExtension(reason), ...invalidityDate(compromisedMs)];
  return (writer) => {
    const before = writer.size;
    if (extensions.length > 0) encodeExtensions(extensions)(writer);
    timeValue(revokedMs)(writer);
    encodeSerial(serial)(writer);
    writer.header(tag.sequence, before);
  };
}

function reasonExtension(rfcName: ReasonRfcName = 'unspecified'): Extension[] {
  const reason = findReason(rfcName);
  if (!reason || reason.code === 0) return [];
  return [{ type: 'crl_reason', critical: false, value: reason.name }];
}

function invalidityDate(milliseconds: number | null | undefined): Extension[] {
  if (milliseconds === undefined || milliseconds === null) return [];
  const value = dateOf(milliseconds).toISOString();
  return [{ type: 'invalidity_date', critical: false, value }];
}
