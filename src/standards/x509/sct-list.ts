import { z } from 'zod';
import { concat, toBase64 } from '#base';
import { octetString } from '#der';
import {
  base64Octets,
  base64Schema,
  dateTimeMs,
  filled,
  formatDateTime,
  uniqueList,
} from './extension-value.ts';
import { extensionFault } from './extension-kind.ts';
import type { ExtensionCodec } from './extension-kind.ts';
import { indent } from './text-lines.ts';

/** What a log says about when it saw a certificate (RFC 6962 §3.2). */
export interface SignedCertificateTimestamp {
  readonly version: 'v1';
  /** SHA-256 of the log's public key, base64. */
  readonly log_id: string;
  /** ISO 8601 with milliseconds, which are left out when zero. */
  readonly timestamp: string;
  readonly entry_type: 'precertificate' | 'x509_certificate';
  /** CtExtensions without their length, base64; empty in all logs known. */
  readonly extensions: string;
  /** `digitally-signed` as it stands: two octets of algorithm, two of length, the signature; base64. */
  readonly signature: string;
}

const logIdOctets = 32;
const fixedOctets = 1 + logIdOctets + 8;
const maxTimestamp = 8_640_000_000_000_000n;

/** SignedCertificateTimestampList (RFC 6962 §3.3): a TLS structure inside an OCTET STRING, at least one timestamp. */
export function timestampList(
  entryType: SignedCertificateTimestamp['entry_type'],
): ExtensionCodec<readonly SignedCertificateTimestamp[]> {
  return {
    value: uniqueList(
      z.object({
        version: z.literal('v1'),
        log_id: base64Schema,
        timestamp: z.iso.datetime(),
        entry_type: z.literal(entryType),
        extensions: base64Schema,
        signature: base64Schema,
      }),
    ),
    encode: (list) => octetString(counted(concat(...filled(list.map(encodeOne))))),
    decode: (reader) =>
      filled(split(uncounted(reader.octetString()))).map((each) => decodeOne(each, entryType)),
    text: (list) => list.flatMap(describe),
  };
}

function encodeOne(sct: SignedCertificateTimestamp): Uint8Array {
  const logId = base64Octets(sct.log_id);
  if (logId.length !== logIdOctets)
    throw extensionFault('The id of a transparency log has 32 octets.');
  const timestamp = Buffer.alloc(8);
  timestamp.writeBigUInt64BE(BigInt(dateTimeMs(sct.timestamp)));
  const extensions = counted(base64Octets(sct.extensions));
  const signature = base64Octets(sct.signature);
  return counted(concat(new Uint8Array(1), logId, timestamp, extensions, signature));
}

function decodeOne(
  octets: Uint8Array,
  entry_type: SignedCertificateTimestamp['entry_type'],
): SignedCertificateTimestamp {
  if (octets.length < fixedOctets + 2 || octets[0] !== 0)
    throw extensionFault('Signed certificate timestamp that is not of version 1.');
  const extensions = takeCounted(octets, fixedOctets);
  const signature = octets.subarray(fixedOctets + 2 + extensions.length);
  if (signature.length < 4 || takeCounted(signature, 2).length !== signature.length - 4)
    throw extensionFault('Signed certificate timestamp with a malformed signature.');
  return {
    version: 'v1',
    log_id: toBase64(octets.subarray(1, 1 + logIdOctets)),
    timestamp: formatDateTime(timestampMs(octets)),
    entry_type,
    extensions: toBase64(extensions),
    signature: toBase64(signature),
  };
}

function timestampMs(octets: Uint8Array): number {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  const milliseconds = view.getBigUint64(1 + logIdOctets);
  if (milliseconds > maxTimestamp) throw extensionFault('Timestamp beyond all calendars.');
  return Number(milliseconds);
}

/** `octets` behind their length in two octets. */
function counted(octets: Uint8Array): Uint8Array {
  if (octets.length > 0xffff) throw extensionFault('List of timestamps longer than 65535 octets.');
  return concat(new Uint8Array([octets.length >> 8, octets.length & 0xff]), octets);
}

/** The octets at `offset` whose length stands there in two octets. */
function takeCounted(octets: Uint8Array, offset: number): Uint8Array {
  const length = ((octets[offset] ?? 0) << 8) | (octets[offset + 1] ?? 0);
  const end = offset + 2 + length;
  if (offset + 2 > octets.length || end > octets.length)
    throw extensionFault('List of timestamps cut short.');
  return octets.subarray(offset + 2, end);
}

function uncounted(octets: Uint8Array): Uint8Array {
  const content = takeCounted(octets, 0);
  if (content.length !== octets.length - 2)
    throw extensionFault('List of timestamps with trailing bytes.');
  return content;
}

function split(octets: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < octets.length;) {
    const part = takeCounted(octets, offset);
    parts.push(part);
    offset += 2 + part.length;
  }
  return parts;
}

function describe(sct: SignedCertificateTimestamp): string[] {
  const title = sct.entry_type === 'precertificate' ? 'Precertificate' : 'Certificate';
  return [
    `* ${title} (${sct.version}):`,
    ...indent([`* Timestamp: ${sct.timestamp}`, `* Log ID: ${sct.log_id}`]),
  ];
}
