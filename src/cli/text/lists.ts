import { commonName, findExtension, formatGeneralName, formatName } from '#x509';
import type { Authority } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import { formatSerial } from './serial.ts';

/** One line for each authority, those that end first on top. */
export function authorityLines(authorities: readonly Authority[]): string[] {
  return sorted(authorities).map(authorityLine);
}

/** One line for each authority, below the one that signed it; authorities whose parent is not among them are on top. */
export function treeLines(authorities: readonly Authority[]): string[] {
  const ids = new Set(authorities.map(({ id }) => id));
  const tops = authorities.filter(({ parentId }) => parentId === null || !ids.has(parentId));
  const below = ({ id }: Authority, indent: string): string[] => {
    const children = sorted(authorities.filter(({ parentId }) => parentId === id));
    return children.flatMap((child, i) => {
      const isLast = i === children.length - 1;
      const line = `${indent}${isLast ? '└───' : '│───'}${authorityLine(child)}`;
      return [line, ...below(child, `${indent}${isLast ? '    ' : '│   '}`)];
    });
  };
  return sorted(tops).flatMap((top) => [authorityLine(top), ...below(top, '')]);
}

/** One line for each certificate, those that end first on top. */
export function certificateLines(
  certificates: readonly IssuedCertificate[],
  nowMs: number,
): string[] {
  const named = certificates.map((certificate) => ({ certificate, name: shownName(certificate) }));
  const inOrder = named.sort(
    (a, b) =>
      a.certificate.notAfter.getTime() - b.certificate.notAfter.getTime() ||
      compare(a.name, b.name) ||
      compare(a.certificate.serial, b.certificate.serial),
  );
  return inOrder.map(({ certificate }) => certificateLine(certificate, nowMs));
}

/** One line for a certificate: serial, name, and until when it is valid. */
export function certificateLine(certificate: IssuedCertificate, nowMs: number): string {
  const state = certificateState(certificate, nowMs);
  return `${formatSerial(certificate.serial)} - ${shownName(certificate)} (${state})`;
}

/** The CN of a certificate, else its first other name, else its whole subject. */
function shownName({ subject, certificate }: IssuedCertificate): string {
  const [first] = findExtension(certificate.extensions, 'subject_alternative_name')?.value ?? [];
  return (
    commonName(subject) ?? (first ? formatGeneralName(first) : formatName(subject) || '(no name)')
  );
}

function authorityLine({ serial, name, enabled }: Authority): string {
  return `${formatSerial(serial)} - ${name}${enabled ? '' : ' (disabled)'}`;
}

function certificateState({ revocation, notAfter }: IssuedCertificate, nowMs: number): string {
  if (revocation) return 'revoked';
  const end = notAfter.toISOString().slice(0, 10);
  return notAfter.getTime() < nowMs ? `expired: ${end}` : `expires: ${end}`;
}

function sorted(authorities: readonly Authority[]): Authority[] {
  return [...authorities].sort(
    (a, b) => a.notAfter.getTime() - b.notAfter.getTime() || compare(a.name, b.name),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
