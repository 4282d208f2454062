import { authorityArgument } from '../arguments.ts';
import type { CommandSpec } from '../command.ts';
import { given } from '../given.ts';
import { bundleOptions, checkBundle, type BundleInput } from '../options/bundle-options.ts';
import { writeOutput } from '../write-output.ts';

interface ExportInput extends BundleInput {
  readonly authority: string;
  readonly path?: string;
}

/** `certwright ca export AUTHORITY [PATH]` */
export const exportAuthority: CommandSpec<ExportInput> = {
  path: ['ca', 'export'],
  summary: 'Write the certificate of an authority, or a chain of it, to a file.',
  description: 'Never its private key.',
  arguments: [
    authorityArgument,
    { key: 'path', name: '[path]', help: 'File to write, - for standard output (default: -).' },
  ],
  examples: [
    ['certwright ca export root root.pem', 'For trust stores'],
    ['certwright ca export issuing --format pkcs7 issuing.p7b', 'With its chain, for Windows'],
  ],
  groups: () => [bundleOptions(['pem', 'der', 'pkcs7'], 'pkcs7')],
  async run(context, { authority, path = '-', format = 'pem', chain }) {
    checkBundle({ format, chain });
    const { authorities } = await context.app();
    const found = await authorities.resolve(authority);
    const how = { format: format === 'pkcs12' ? 'pem' : format, ...given({ chain }) } as const;
    const content = await authorities.export(found, how);
    await writeOutput(context, path, content, format === 'pem');
  },
};
