import { authorityArgument } from '../arguments.ts';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { lifeFrom, lifeOptions, type LifeInput } from '../options/life-options.ts';
import { hostnameOptions, type HostnameInput } from '../options/new-authority-options.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import { readUnlock } from '../unlock.ts';

interface CrossSignInput extends LifeInput, HostnameInput, PasswordInput {
  readonly authority: string;
  readonly issuer: string;
}

/** `certwright ca cross-sign AUTHORITY ISSUER` */
export const crossSignAuthority: CommandSpec<CrossSignInput> = {
  path: ['ca', 'cross-sign'],
  summary: 'Let one authority vouch for another: a second certificate for the same name and key.',
  description:
    'Whoever trusts the issuer then trusts what the authority signs, by the chain that ca chain shows. Prints the certificate as PEM.',
  arguments: [
    authorityArgument,
    { key: 'issuer', name: '<issuer>', help: 'Who signs: name, CN or serial.' },
  ],
  examples: [
    [
      'certwright ca cross-sign new-root old-root > cross.pem',
      'While not everybody has the new one',
    ],
  ],
  groups: () => [
    lifeOptions("at most, and by default, that of the authority's own certificate"),
    hostnameOptions,
    passwordOptions("of the issuer's key,", 'Only needed when that is locked.'),
  ],
  async run(context, input) {
    const app = await context.app();
    const subject = await app.authorities.resolve(input.authority);
    const issuer = await app.authorities.resolve(input.issuer);
    const { defaultHostname } = input;
    const certificate = await app.authorities.crossSign(subject, issuer, {
      actor: 'cli',
      ...lifeFrom(app, input),
      ...given({
        defaultHostname,
        unlock: await readUnlock(context, input, `Password of the key of ${issuer.name}`),
      }),
    });
    context.out.block(certificate.pem);
  },
};
