import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { accountLine, accountObject } from '../text/acme-text.ts';

interface ListInput extends JsonInput {
  readonly authority: string;
}

/** `certwright acme account list` */
export const listAcmeAccounts: CommandSpec<ListInput> = {
  path: ['acme', 'account', 'list'],
  summary: 'List the ACME accounts of an authority.',
  description: 'One line each: slug, state, contacts. Also those that are no longer valid.',
  arguments: [{ key: 'authority', name: '<authority>', help: 'Name, CN or serial.' }],
  examples: [
    ['certwright acme account list issuing', 'Who may order'],
    ['certwright acme account list issuing --json', 'For a script'],
  ],
  groups: () => [listOutput],
  async run(context, { authority: text, json, jsonIndent }) {
    const { acme, authorities } = await context.app();
    const accounts = await acme.listAccounts(await authorities.resolve(text));
    if (!json) return context.out.lines(accounts.map(accountLine));
    const objects = accounts.map((each) => accountObject(each, acme.accountUrl(each)));
    return context.out.json(objects, jsonIndent);
  },
};
