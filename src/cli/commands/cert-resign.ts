import { utf8 } from '#base';
import { certificateArgument } from '../arguments.ts';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import { passwordOptions, type PasswordInput } from '../options/password-options.ts';
import { lifeOption } from '../options/request-options.ts';
import { endOfLife } from '../options/values.ts';
import { watcherText, watchOption, type WatchInput } from '../options/watcher-options.ts';
import { chooseOutput, printCertificate } from '../print-document.ts';
import { readUnlock } from '../unlock.ts';
import { writeOutput } from '../write-output.ts';

interface ResignInput extends PasswordInput, OutputInput, WatchInput {
  readonly certificate: string;
  readonly ca?: string;
  readonly expires?: number;
  readonly out?: string;
}

/** `certwright cert resign CERTIFICATE` */
export const resignCertificate: CommandSpec<ResignInput> = {
  path: ['cert', 'resign'],
  alias: 'resign_cert',
  summary: 'Make a new certificate like an old one.',
  description:
    'Same key, subject, extensions and profile; the addresses of OCSP, CRL and issuer are those of now; who watches the old one watches the new one, unless --watch says otherwise. The old one stays as it is. Prints the new one as PEM.',
  arguments: [certificateArgument],
  examples: [['certwright cert resign host.example.com > host.pem', 'Before it ends']],
  groups: () => [
    {
      title: 'Request:',
      options: [
        {
          key: 'ca',
          flags: '--ca <authority>',
          help: 'Who signs: name, CN or serial (default: who signed the old one).',
        },
        lifeOption,
        { key: 'out', flags: '--out <file>', help: 'Write the PEM to a file and print nothing.' },
      ],
    },
    watchOption,
    passwordOptions("of the authority's key,", 'Only needed when that is locked.'),
    outputOptions('pem'),
  ],
  async run(context, { certificate, ca, expires, out, watch, ...input }) {
    const output = chooseOutput(context, input, 'pem');
    const app = await context.app();
    const old = await app.certificates.resolve(certificate);
    const authority = ca === undefined ? undefined : await app.authorities.resolve(ca);
    const unlock = await readUnlock(context, input, "Password of the authority's key");
    const notAfter = expires === undefined ? undefined : endOfLife(app.clock.now(), expires);
    const how = { actor: 'cli', ...given({ authority, notAfter, unlock }) };
    const issued = await app.certificates.resign(old, how);
    const watchers = watch ?? (await app.notices.watchers({ certificate: old })).map(watcherText);
    await app.notices.watch({ certificate: issued }, watchers, { actor: 'cli' });
    if (out === undefined) return printCertificate(context, app, issued, output);
    return writeOutput(context, out, utf8(issued.pem), true);
  },
};
