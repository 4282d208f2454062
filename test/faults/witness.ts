import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { KeyBackend } from '#keys';

/** A document that a key was asked to sign. */
export interface Signed {
  /** Of which process it was asked. */
  readonly pid: number;
  readonly kind: 'certificate' | 'list';
  /** SHA-256, in hex, of the unsigned document. */
  readonly digest: string;
  /** Of a revocation list: the key and the number (RFC 5280 §5.2.3), which together are used once. */
  readonly number: string;
}

const pollMs = 10;

/**
 * The same backend with a witness, who notes in `file` every certificate and every revocation list before it is signed.
 * Stays at a note as long as there is the file {@link holdOf}, so that a test can act in between.
 */
export function witnessed(backend: KeyBackend, file: string): KeyBackend {
  return {
    ...backend,
    sign: async (key, message, ...more) => {
      const line = noteOf(JSON.stringify(key), message);
      if (line) {
        appendFileSync(file, line);
        while (existsSync(holdOf(file, process.pid))) await wait(pollMs);
      }
      return backend.sign(key, message, ...more);
    },
  };
}

/** While there is a file of this name, that process does not get beyond a note. */
export function holdOf(file: string, pid: number): string {
  return `${file}.hold.${pid}`;
}

/** What was noted in `file`, in order. */
export function readNotes(file: string): readonly Signed[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Signed);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function noteOf(key: string, message: Uint8Array): string | undefined {
  const kind = kinds[firstTag(message)];
  if (!kind) return undefined;
  const number = kind === 'list' ? `${key} ${numberOf(message)}` : '';
  const note: Signed = { pid: process.pid, kind, digest: sha256(message), number };
  return `${JSON.stringify(note)}\n`;
}

/**
 * By the tag of the first member: the version of a TBSCertificate is [0] (RFC 5280 §4.1), that of a TBSCertList a bare
 * INTEGER (§5.1), a ResponseData begins with who says it (RFC 6960 §4.2.1).
 */
const kinds: Readonly<Record<number, Signed['kind']>> = { 0xa0: 'certificate', 0x02: 'list' };

function firstTag(der: Uint8Array): number {
  const length = der[1] ?? 0;
  return der[length < 0x80 ? 2 : 2 + (length & 0x7f)] ?? 0;
}

/** OBJECT IDENTIFIER 2.5.29.20, and the OCTET STRING and INTEGER after it. */
const crlNumber = Buffer.from('0603551d14', 'hex');

function numberOf(message: Uint8Array): string {
  const der = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const at = der.lastIndexOf(crlNumber) + crlNumber.length;
  return der.subarray(at + 4, at + 4 + (der[at + 3] ?? 0)).toString('hex');
}
