import type { Authority, AuthorityRef } from '#authorities';
import type { App } from '#app';
import type { CommandSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { makeFirstLists } from '../first-lists.ts';
import { given } from '../given.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import { chooseOutput, printAuthority } from '../print-document.ts';
import { readInput } from '../read-input.ts';
import { readUnlock } from '../unlock.ts';

interface AcceptInput extends PasswordInput, OutputInput {
  readonly authority: string;
  readonly certificate?: string;
  readonly chain?: string;
  readonly issuer?: string;
}

/** `certwright ca accept AUTHORITY [CERTIFICATE]` */
export const acceptAuthority: CommandSpec<AcceptInput> = {
  path: ['ca', 'accept'],
  summary: 'Take in the certificate that another house has signed for a key of ours.',
  description:
    'One that waits for it (ca request) becomes an authority. For any other it is a renewal where the issuer is the same, else a cross-certificate beside the present one. Prints the serial of the authority.',
  arguments: [
    {
      key: 'authority',
      name: '<authority>',
      help: 'The name given to ca request; or name, CN or serial.',
    },
    {
      key: 'certificate',
      name: '[certificate]',
      help: 'File with the certificate, PEM, DER or PKCS #7; - or nothing reads standard input.',
    },
  ],
  examples: [
    ['certwright ca accept issuing signed.pem --chain house.pem', 'With the certificates above it'],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        { key: 'chain', flags: '--chain <file>', help: 'Further certificates above it.' },
        {
          key: 'issuer',
          flags: '--issuer <authority>',
          help: 'Who of ours signed it (default: whoever did).',
        },
      ],
    },
    passwordOptions(
      "of the authority's key,",
      'Only needed for its first CRLs, if the key is locked.',
    ),
    outputOptions('serial'),
  ],
  async run(context, input) {
    const output = chooseOutput(context, input, 'serial');
    const app = await context.app();
    const { ref, waits } = await find(app, input.authority);
    const certificate = await readInput(context, input.certificate, 'the certificate');
    const options = await optionsOf(context, app, input);
    const unlock = await readUnlock(context, input, 'Password of its key');
    const accepted: Authority = await app.authorities.accept(ref, certificate, options);
    if (waits) await makeFirstLists(context, app, accepted, unlock);
    await printAuthority(context, app, accepted, output);
  },
};

async function find(app: App, text: string): Promise<{ ref: AuthorityRef; waits: boolean }> {
  const waiting = (await app.authorities.requested()).find(({ name }) => name === text);
  if (waiting) return { ref: { id: waiting.id }, waits: true };
  return { ref: await app.authorities.resolve(text), waits: false };
}

async function optionsOf(
  context: Context,
  app: App,
  { chain, issuer }: AcceptInput,
): Promise<Parameters<App['authorities']['accept']>[2]> {
  return {
    actor: 'cli',
    ...given({
      chain: chain === undefined ? undefined : await readInput(context, chain, 'the chain'),
      issuer: issuer === undefined ? undefined : await app.authorities.resolve(issuer),
    }),
  };
}
