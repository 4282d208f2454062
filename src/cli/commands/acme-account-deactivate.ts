import type { CommandSpec } from '../command.ts';
import { getAccount } from '../get-account.ts';

interface DeactivateInput {
  readonly authority: string;
  readonly account: string;
}

/** `certwright acme account deactivate` */
export const deactivateAcmeAccount: CommandSpec<DeactivateInput> = {
  path: ['acme', 'account', 'deactivate'],
  summary: 'End an ACME account, for ever.',
  description:
    'Its open orders and all its authorizations end with it, and its key makes no other account.' +
    ' Its certificates stay as they are: to revoke them, see "certwright cert revoke".',
  arguments: [
    { key: 'authority', name: '<authority>', help: 'Name, CN or serial.' },
    { key: 'account', name: '<account>', help: 'Its slug, or its whole URL.' },
  ],
  examples: [['certwright acme account deactivate issuing AbCdEfGh1234', 'Keep somebody out']],
  groups: () => [],
  async run(context, { authority: text, account: slug }) {
    const app = await context.app();
    const account = await getAccount(app, await app.authorities.resolve(text), slug);
    await app.acme.revokeAccount(account, { actor: 'cli' });
  },
};
