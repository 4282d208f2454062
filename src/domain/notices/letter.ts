import type { Subject } from './subject.ts';

/** Subject and text of the mail about what will end, that first which ends first. */
export function writeLetter(subjects: readonly [Subject, ...Subject[]]): {
  readonly subject: string;
  readonly text: string;
} {
  const [first] = subjects;
  const subject =
    subjects.length === 1
      ? `Certificate expiration for ${first.name} on ${dateOf(first)}`
      : `${subjects.length} certificates will expire, the first on ${dateOf(first)}`;
  return { subject, text: `${subjects.map(paragraph).join('\n')}\n${closing}\n` };
}

const closing = 'You get this mail because somebody asked for it on your behalf.';

function paragraph(subject: Subject): string {
  const what = subject.kind === 'authority' ? 'certificate authority' : 'certificate for';
  return [
    `The ${what} ${subject.name} will expire on ${dateOf(subject)}.`,
    `Serial: ${subject.serial}`,
    '',
  ].join('\n');
}

function dateOf({ endsMs }: Subject): string {
  return new Date(endsMs).toISOString().slice(0, 10);
}
