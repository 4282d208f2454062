import { CaError } from '#base';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { revocationOptions, type RevocationInput } from '../options/revocation-options.ts';

interface RevokeInput extends RevocationInput {
  readonly certificate: string;
}

/** `certwright cert revoke CERTIFICATE` */
export const revokeCertificate: CommandSpec<RevokeInput> = {
  path: ['cert', 'revoke'],
  alias: 'revoke_cert',
  summary: 'Revoke a certificate.',
  description:
    'For good, unless the reason is certificate_hold (see cert release). Says nothing when it is done.',
  arguments: [
    {
      key: 'certificate',
      name: '<certificate>',
      help: 'CN, serial or the beginning of a serial.',
    },
  ],
  examples: [
    [
      'certwright cert revoke host.example.com --reason superseded',
      'A new one has taken its place',
    ],
    [
      'certwright cert revoke host.example.com --reason key_compromise --compromised 2026-01-31T12:00:00Z',
      'The key is in wrong hands',
    ],
  ],
  groups: () => [revocationOptions],
  async run(context, { certificate, reason, compromised }) {
    const app = await context.app();
    if (compromised && compromised.getTime() > app.clock.now())
      throw new CaError('bad_request', '--compromised must be in the past.');
    const found = await app.certificates.resolve(certificate);
    const revocation = given({ reason, compromised });
    await app.certificates.revoke(found, { ...revocation, actor: 'cli' });
  },
};
