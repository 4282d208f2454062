import type { CommandSpec } from '../command.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import { signerFor } from '../options/request-options.ts';
import { chooseOutput, printCertificate } from '../print-document.ts';
import { readInput } from '../read-input.ts';

interface ImportInput extends OutputInput {
  readonly file?: string;
  readonly ca?: string;
}

/** `certwright cert import [FILE]` */
export const importCertificate: CommandSpec<ImportInput> = {
  path: ['cert', 'import'],
  alias: 'import_cert',
  summary: 'Take a certificate on record that an authority here signed elsewhere.',
  description:
    'It is listed, revoked and answered for as any other, but cannot be signed again, as its CSR is not known. Prints the serial.',
  arguments: [
    {
      key: 'file',
      name: '[file]',
      help: 'The certificate, PEM or DER; - or nothing reads standard input.',
    },
  ],
  examples: [['certwright cert import old.pem --ca issuing', 'From before it came here']],
  groups: () => [
    {
      title: 'Options:',
      options: [
        {
          key: 'ca',
          flags: '--ca <authority>',
          help: 'Who signed it: name, CN or serial (default: the usable one that ends last).',
        },
      ],
    },
    outputOptions('serial'),
  ],
  async run(context, { file, ca, ...input }) {
    const output = chooseOutput(context, input, 'serial');
    const app = await context.app();
    const authority = await signerFor(app, ca);
    const certificate = await readInput(context, file, 'the certificate');
    const imported = await app.certificates.import(authority, certificate, { actor: 'cli' });
    await printCertificate(context, app, imported, output);
  },
};
