import type { Reason } from '#authorities';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { revocationOptions, type RevocationInput } from '../options/revocation-options.ts';

interface RevokeInput extends RevocationInput {
  readonly authority: string;
}

/** `certwright ca revoke AUTHORITY` */
export const revokeAuthority: CommandSpec<RevokeInput> = {
  path: ['ca', 'revoke'],
  summary: 'Revoke a certificate authority that stands below another.',
  description:
    'For good: it signs nothing any more, and the CRL of its issuer names it. The serial of one of its further certificates, as ca chain shows them, revokes that one alone. A root cannot be revoked: disable it. Says nothing when it is done.',
  arguments: [
    {
      key: 'authority',
      name: '<authority>',
      help: 'Name, CN or serial; or the serial of one of its further certificates.',
    },
  ],
  examples: [
    [
      'certwright ca revoke issuing --reason cessation_of_operation',
      'It has been replaced, and nothing it signed is in use',
    ],
  ],
  groups: () => [revocationOptions],
  async run(context, { authority: text, reason, compromised }) {
    const { authorities } = await context.app();
    const named = await authorities.find({ serial: text });
    const ref = named ? { serial: text } : await authorities.resolve(text);
    const revocation = given<{ reason?: Reason; compromised?: Date }>({ reason, compromised });
    await authorities.revoke(ref, { ...revocation, actor: 'cli' });
  },
};
