import { authorityArgument } from '../arguments.ts';
import type { CommandSpec } from '../command.ts';

interface SwitchInput {
  readonly authority: string;
}

/** `certwright ca enable AUTHORITY` */
export const enableAuthority: CommandSpec<SwitchInput> = {
  path: ['ca', 'enable'],
  summary: 'Let a certificate authority sign again.',
  description: 'Same as ca edit --enable. Says nothing when it is done.',
  arguments: [authorityArgument],
  examples: [['certwright ca enable root', 'After it was disabled']],
  groups: () => [],
  run: async (context, { authority }) => {
    const { authorities } = await context.app();
    await authorities.update(await authorities.resolve(authority), { enabled: true, actor: 'cli' });
  },
};

/** `certwright ca disable AUTHORITY` */
export const disableAuthority: CommandSpec<SwitchInput> = {
  path: ['ca', 'disable'],
  summary: 'Let a certificate authority sign nothing new.',
  description:
    'What it signed stays as it was; its CRLs and OCSP answers go on. Same as ca edit --disable. Says nothing when it is done.',
  arguments: [authorityArgument],
  examples: [['certwright ca disable root', 'It has signed what it had to']],
  groups: () => [],
  run: async (context, { authority }) => {
    const { authorities } = await context.app();
    const found = await authorities.resolve(authority);
    await authorities.update(found, { enabled: false, actor: 'cli' });
  },
};
