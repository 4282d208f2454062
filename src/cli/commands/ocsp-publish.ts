import type { CommandSpec } from '../command.ts';
import { publishOptions, publishWhereTold, type PublishInput } from '../publish-place.ts';

/** `certwright ocsp publish --to DIRECTORY` */
export const publishOcsp: CommandSpec<PublishInput> = {
  path: ['ocsp', 'publish'],
  summary: 'Write the OCSP answers about all valid certificates to a directory or a bucket.',
  description:
    'For a web server that holds no key: each answer is a file at the path where a GET asks for it, by SHA-1 and by SHA-256. The web server must decode the path, send application/ocsp-response, and for an address that ends in a slash the file index.ocsp there (nginx: default_type, index); it answers no POST and no nonce. In a bucket the keys are the addresses themselves. Each file is replaced as a whole. Signs what is not signed yet.',
  arguments: [],
  examples: [['certwright ocsp publish --to /var/www/pki', 'From cron, before a copy elsewhere']],
  groups: () => [publishOptions],
  async run(context, input) {
    await publishWhereTold(context, input, async (place) => {
      const { path } = await context.settings();
      const app = await context.app();
      const { publishAnswers } = await import('#status');
      const { files, written } = await publishAnswers(place, { ...app, path });
      context.out.line(`${files} answers, ${written} of them new`);
    });
  },
};
