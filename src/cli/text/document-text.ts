import { attributeTitle, extensionText, fingerprint, hashNames } from '#x509';
import type { Certificate, Extension, Name } from '#x509';
import { formatSerial } from './serial.ts';

/** What a person wants to see or not to see. */
export interface TextOptions {
  /** Whether the extensions are shown. Default: yes. */
  readonly extensions?: boolean;
  /** Whether the PEM is shown. Default: yes. */
  readonly pem?: boolean;
  /** Whether long lines are wrapped. Default: yes. */
  readonly wrap?: boolean;
}

/** What certificates and authorities both have on record. */
export interface Documented {
  readonly serial: string;
  readonly subject: Name;
  readonly issuer: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly certificate: Certificate;
  readonly pem: string;
  readonly revocation: { readonly revoked: Date } | null;
}

const width = 108;

/** Names, serial, validity and status. */
export function documentLines(document: Documented, nowMs: number): string[] {
  return [
    ...nameLines('Subject', document.subject),
    `* Serial: ${formatSerial(document.serial)}`,
    ...nameLines('Issuer', document.issuer),
    `* Not valid before: ${formatTime(document.notBefore)}`,
    `* Not valid after: ${formatTime(document.notAfter)}`,
    `* Status: ${formatStatus(document, nowMs)}`,
  ];
}

/** `title` and below it every extension, in the order of their names; `none` when there is no extension. */
export function extensionLines(
  title: string,
  extensions: readonly Extension[],
  none: string,
): string[] {
  if (extensions.length === 0) return [none];
  const texts = extensions.map(extensionText).sort((a, b) => (a.title < b.title ? -1 : 1));
  return [
    `${title}:`,
    ...texts.flatMap((text) => [
      `* ${text.title}${text.critical ? ' (critical)' : ''}:`,
      ...text.lines.map((line) => `  ${line}`),
    ]),
  ];
}

/** The eight fingerprints; long ones are wrapped so that every line begins with a byte. */
export function digestLines(der: Uint8Array, wrap: boolean): string[] {
  const lines = hashNames.flatMap((name) => {
    const label = `* ${name}: `;
    const parts = wrap
      ? cutBytes(fingerprint(der, name), width - label.length)
      : [fingerprint(der, name)];
    return parts.map((part, i) => `${i === 0 ? label : ' '.repeat(label.length)}${part}`);
  });
  return ['Digest:', ...lines];
}

/** `Yes` or `No`. */
export function formatFlag(value: boolean): string {
  return value ? 'Yes' : 'No';
}

function nameLines(title: string, name: Name): string[] {
  if (name.length === 0) return [`* ${title}: (empty)`];
  return [`* ${title}:`, ...name.map(({ oid, value }) => `  * ${attributeTitle(oid)}: ${value}`)];
}

function formatTime(time: Date): string {
  return time
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '+00:00');
}

function formatStatus({ revocation, notBefore, notAfter }: Documented, nowMs: number): string {
  if (revocation) return 'Revoked';
  if (nowMs > notAfter.getTime()) return 'Expired';
  return nowMs < notBefore.getTime() ? 'Not yet valid' : 'Valid';
}

function cutBytes(hex: string, size: number): string[] {
  const bytes = Math.floor(size / 3) * 3;
  const parts = [];
  for (let i = 0; i < hex.length; i += bytes) parts.push(hex.slice(i, i + bytes));
  return parts;
}
