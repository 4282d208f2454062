import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { orderLine, orderObject } from '../text/acme-text.ts';

interface ListInput extends JsonInput {
  readonly authority: string;
}

/** `certwright acme order list` */
export const listAcmeOrders: CommandSpec<ListInput> = {
  path: ['acme', 'order', 'list'],
  summary: 'List the ACME orders of an authority.',
  description: 'One line each, the latest on top, a thousand at most: slug, state, names, fault.',
  arguments: [{ key: 'authority', name: '<authority>', help: 'Name, CN or serial.' }],
  examples: [
    ['certwright acme order list issuing', 'What was asked for'],
    ['certwright acme order list issuing --json', 'For a script'],
  ],
  groups: () => [listOutput],
  async run(context, { authority: text, json, jsonIndent }) {
    const { acme, authorities } = await context.app();
    const orders = await acme.ordersOf(await authorities.resolve(text));
    if (json) context.out.json(orders.map(orderObject), jsonIndent);
    else context.out.lines(orders.map(orderLine));
  },
};
