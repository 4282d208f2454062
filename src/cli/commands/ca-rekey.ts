import { CaError } from '#base';
import type { Authority, RekeyAuthority } from '#authorities';
import type { App } from '#app';
import { authorityArgument } from '../arguments.ts';
import type { CommandSpec } from '../command.ts';
import type { Context } from '../context.ts';
import { makeFirstLists } from '../first-lists.ts';
import { given } from '../given.ts';
import { authorityOptions, type AuthorityInput } from '../options/authority-options.ts';
import { authorityLife, lifeFrom, lifeOptions, type LifeInput } from '../options/life-options.ts';
import { keyOptions, keySpec, type KeyInput } from '../options/key-options.ts';
import {
  authorityFacts,
  hostnameOptions,
  type HostnameInput,
} from '../options/new-authority-options.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import {
  otherPasswordOptions,
  passwordOptions,
  type OtherPasswordInput,
  type PasswordInput,
} from '../options/password-options.ts';
import { signOptions, type SignInput } from '../options/sign-options.ts';
import { chooseOutput, printAuthority } from '../print-document.ts';
import { withProgress } from '../progress.ts';
import { shellWord } from '../shell-word.ts';
import { readOtherUnlock, readUnlock } from '../unlock.ts';

interface RekeyInput
  extends
    LifeInput,
    KeyInput,
    AuthorityInput,
    SignInput,
    HostnameInput,
    PasswordInput,
    OtherPasswordInput<'old'>,
    OtherPasswordInput<'parent'>,
    OutputInput {
  readonly authority: string;
  readonly name: string;
}

/** `certwright ca rekey AUTHORITY NAME` */
export const rekeyAuthority: CommandSpec<RekeyInput> = {
  path: ['ca', 'rekey'],
  summary: 'Give an authority a new key: a second authority of the same subject.',
  description:
    'The old one goes on until it is disabled. A root and its new self vouch for each other by both link certificates of RFC 9810. Prints the serial of the new one.',
  arguments: [
    authorityArgument,
    { key: 'name', name: '<name>', help: 'What people call the one with the new key.' },
  ],
  examples: [['certwright ca rekey root root-2036', 'Years before the old root ends']],
  groups: () => [
    lifeOptions(authorityLife),
    { ...keyOptions, title: 'New key (default: the kind of the old one):' },
    passwordOptions('that locks the new key,', 'Without one it is not locked.'),
    otherPasswordOptions('old', 'Password of the old key:', 'of the old key of a root'),
    otherPasswordOptions('parent', 'Password of the parent:', "of the parent's key"),
    hostnameOptions,
    authorityOptions,
    signOptions,
    outputOptions('serial'),
  ],
  async run(context, input) {
    const output = chooseOutput(context, input, 'serial');
    const app = await context.app();
    const old = await app.authorities.resolve(input.authority);
    const request = await toRequest(context, app, input, old);
    const made = await withProgress(context.io, `Making ${input.name} and its key`, () =>
      app.authorities.rekey(old, request),
    );
    await makeFirstLists(context, app, made, request.unlock);
    await printAuthority(context, app, made, output);
    context.err.line(
      `Next, once nobody needs the old one: certwright ca disable ${shellWord(old.name)}`,
    );
  },
};

async function toRequest(
  context: Context,
  app: App,
  input: RekeyInput,
  old: Authority,
): Promise<RekeyAuthority> {
  if (old.name === input.name)
    throw new CaError('already_exists', 'The one with the new key needs a name of its own.');
  const { keyBackend, defaultHostname, keyType, keySize, ellipticCurve } = input;
  const isNamed = [keyType, keySize, ellipticCurve].some((each) => each !== undefined);
  return {
    name: input.name,
    ...authorityFacts(input),
    ...lifeFrom(app, input),
    ...given({
      keyBackend,
      defaultHostname,
      key: isNamed ? keySpec(input, old.parentId === null) : undefined,
      unlock: await readUnlock(
        context,
        input,
        `Password that locks the key of ${input.name}`,
        true,
      ),
      oldUnlock: await readOtherUnlock(context, input, 'old', `Password of the key of ${old.name}`),
      parentUnlock: await readOtherUnlock(context, input, 'parent', "Password of the parent's key"),
    }),
  };
}
