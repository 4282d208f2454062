import type { CommandSpec } from '../command.ts';

interface RevokeInput {
  readonly authority: string;
  readonly keyId: string;
}

/** `certwright acme eab revoke` */
export const revokeAcmeBinding: CommandSpec<RevokeInput> = {
  path: ['acme', 'eab', 'revoke'],
  summary: 'Take a key for an external account binding back.',
  description: 'One that was used is beyond that: end its account instead.',
  arguments: [
    { key: 'authority', name: '<authority>', help: 'Name, CN or serial.' },
    { key: 'keyId', name: '<key-id>', help: 'As "certwright acme eab list" shows it.' },
  ],
  examples: [['certwright acme eab revoke issuing AbCdEfGh1234AbCdEfGh', 'It was lost']],
  groups: () => [],
  async run(context, { authority: text, keyId }) {
    const { acme, authorities } = await context.app();
    await acme.bindings.revoke(await authorities.resolve(text), keyId, { actor: 'cli' });
  },
};
