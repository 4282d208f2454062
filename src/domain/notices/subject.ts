import { commonName, formatName, visible } from '#x509';
import type { Name } from '#x509';
import type { Context } from './context.ts';
import type { SubjectKey } from './watcher.ts';

/** What will end, as a notice speaks of it. */
export interface Subject extends SubjectKey {
  /** Common name, else the whole name, else the serial: on one line, nothing hidden in it. */
  readonly name: string;
  readonly serial: string;
  readonly endsMs: number;
  readonly isRevoked: boolean;
}

interface Document {
  readonly id: number;
  readonly serial: string;
  readonly subject: Name;
  readonly notAfter: Date;
  readonly revocation: object | null;
}

/** What stands on record about it now; undefined when nothing does. */
export async function findSubject(
  { certificates, authorities }: Pick<Context, 'certificates' | 'authorities'>,
  { kind, id }: SubjectKey,
): Promise<Subject | undefined> {
  const found: Document | undefined =
    kind === 'certificate' ? await certificates.find({ id }) : await authorities.find({ id });
  return found && toSubject(kind, found);
}

function toSubject(
  kind: SubjectKey['kind'],
  { id, serial, subject, notAfter, revocation }: Document,
): Subject {
  const name = commonName(subject) ?? (formatName(subject) || serial);
  return {
    kind,
    id,
    serial,
    name: visible(name).slice(0, 200),
    endsMs: notAfter.getTime(),
    isRevoked: revocation !== null,
  };
}
