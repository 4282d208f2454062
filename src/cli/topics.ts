import { errorCodes } from '#base';
import { exitCodes, meanings } from './exit-codes.ts';

/** Pages of the help that belong to no single command. */
export const topics: Readonly<Record<string, () => string>> = {
  'exit-codes': () =>
    [
      'How a command ends, for scripts and supervisors:',
      '',
      ...meanings.flatMap(([code, meaning]) => [
        `  ${String(code).padStart(3)}  ${meaning}`,
        ...codesOf(code),
      ]),
    ].join('\n'),
  names: () =>
    [
      'How authorities and certificates are named:',
      '',
      '  A serial, with or without colons and leading zeros, in either case: 40:19:C8…',
      '  The beginning of a serial, when no other begins with it: 4019c8',
      '  A common name, when no other has it: host.example.com',
      '  For authorities also the name they were given here: root',
      '',
      'An exact match wins over the beginning of a serial.',
    ].join('\n'),
};

function codesOf(code: number): string[] {
  const codes = errorCodes.filter((each) => exitCodes[each] === code);
  const lines: string[] = [];
  for (const each of codes) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + each.length < 90)
      lines[lines.length - 1] = `${last}, ${each}`;
    else lines.push(`       ${each}`);
  }
  return lines;
}
