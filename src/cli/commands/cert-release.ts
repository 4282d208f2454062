import type { CommandSpec } from '../command.ts';

interface ReleaseInput {
  readonly certificate: string;
}

/** `certwright cert release CERTIFICATE` */
export const releaseCertificate: CommandSpec<ReleaseInput> = {
  path: ['cert', 'release'],
  summary: 'Take a certificate off hold.',
  description:
    'Only one that was revoked with the reason certificate_hold; every other revocation is for good. Says nothing when it is done.',
  arguments: [
    {
      key: 'certificate',
      name: '<certificate>',
      help: 'CN, serial or the beginning of a serial.',
    },
  ],
  examples: [['certwright cert release host.example.com', 'It was found again']],
  groups: () => [],
  async run(context, { certificate }) {
    const app = await context.app();
    const found = await app.certificates.resolve(certificate);
    await app.certificates.release(found, { actor: 'cli' });
  },
};
