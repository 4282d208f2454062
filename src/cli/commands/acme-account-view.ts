import type { CommandSpec } from '../command.ts';
import { getAccount } from '../get-account.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { accountLines, accountObject } from '../text/acme-text.ts';

interface ViewInput extends JsonInput {
  readonly authority: string;
  readonly account: string;
}

/** `certwright acme account view` */
export const viewAcmeAccount: CommandSpec<ViewInput> = {
  path: ['acme', 'account', 'view'],
  summary: 'Show what is on record about an ACME account.',
  arguments: [
    { key: 'authority', name: '<authority>', help: 'Name, CN or serial.' },
    { key: 'account', name: '<account>', help: 'Its slug, or its whole URL.' },
  ],
  examples: [['certwright acme account view issuing AbCdEfGh1234', 'Whose it is']],
  groups: () => [listOutput],
  async run(context, { authority: text, account: slug, json, jsonIndent }) {
    const app = await context.app();
    const account = await getAccount(app, await app.authorities.resolve(text), slug);
    const url = app.acme.accountUrl(account);
    if (json) context.out.json(accountObject(account, url), jsonIndent);
    else context.out.lines(accountLines(account, url));
  },
};
