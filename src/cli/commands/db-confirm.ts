import type { CommandSpec } from '../command.ts';

/** `certwright db confirm` */
export const confirmDatabase: CommandSpec<object> = {
  path: ['db', 'confirm'],
  summary: 'Say that a database which was restored is the one to go on with.',
  description:
    'Whatever was done after the backup was made is not in it: certificates that were issued then are answered with unknown, those revoked then must be revoked again. The command says which entries of the audit trail are lost; look for them in a copy of it kept elsewhere. Serial numbers and numbers of revocation lists are never used twice all the same.',
  arguments: [],
  examples: [['certwright db confirm', 'After certwright db restore']],
  groups: () => [],
  async run(context) {
    const { fence, events } = await context.app();
    if (fence.isOpen()) {
      context.out.line('There is nothing to confirm.');
      return;
    }
    const lost = fence.missing();
    const kept = (await events.head())?.id ?? 0;
    await fence.confirm({ actor: 'cli' });
    context.out.line(`Confirmed: the audit trail goes on after entry ${kept}.`);
    if (lost) context.err.line(lostText(kept, lost.id));
  },
};

function lostText(kept: number, lost: number): string {
  return lost > kept
    ? `Entries ${kept + 1} to ${lost} were seen before and are lost: revoke again what they revoked.`
    : `Entry ${lost} was seen before and is another one now: compare with what is kept elsewhere.`;
}
