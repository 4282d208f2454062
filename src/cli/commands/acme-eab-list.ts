import type { CommandSpec } from '../command.ts';
import { listOutput, type JsonInput } from '../options/output-options.ts';
import { bindingLine, bindingObject } from '../text/acme-text.ts';

interface ListInput extends JsonInput {
  readonly authority: string;
}

/** `certwright acme eab list` */
export const listAcmeBindings: CommandSpec<ListInput> = {
  path: ['acme', 'eab', 'list'],
  summary: 'List the keys for external account bindings.',
  description: 'One line each: key id, state, what for. The keys themselves cannot be shown.',
  arguments: [{ key: 'authority', name: '<authority>', help: 'Name, CN or serial.' }],
  examples: [['certwright acme eab list issuing --json', 'For a script']],
  groups: () => [listOutput],
  async run(context, { authority: text, json, jsonIndent }) {
    const { acme, authorities } = await context.app();
    const bindings = await acme.bindings.list(await authorities.resolve(text));
    if (json) context.out.json(bindings.map(bindingObject), jsonIndent);
    else context.out.lines(bindings.map(bindingLine));
  },
};
