import type { CommandSpec } from '../command.ts';
import { outputOptions, type OutputInput } from '../options/output-options.ts';
import { chooseOutput, printCertificate } from '../print-document.ts';

interface ViewInput extends OutputInput {
  readonly certificate: string;
}

/** `certwright cert view CERTIFICATE` */
export const viewCertificate: CommandSpec<ViewInput> = {
  path: ['cert', 'view'],
  alias: 'view_cert',
  summary: 'Show one certificate.',
  arguments: [
    {
      key: 'certificate',
      name: '<certificate>',
      help: 'CN, serial or the beginning of a serial; revoked and expired ones too.',
    },
  ],
  examples: [
    ['certwright cert view host.example.com', 'For a person'],
    [
      'certwright cert view 40:19 --output-format pem --bundle > chain.pem',
      'With the chain, as a server wants it',
    ],
    ['certwright cert view host.example.com --json', 'For a script'],
  ],
  groups: () => [outputOptions('text')],
  async run(context, { certificate, ...output }) {
    const chosen = chooseOutput(context, output, 'text');
    const app = await context.app();
    const found = await app.certificates.resolve(certificate);
    await printCertificate(context, app, found, chosen);
  },
};
