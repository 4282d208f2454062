import type { CommandSpec } from '../command.ts';
import { publishOptions, publishWhereTold, type PublishInput } from '../publish-place.ts';

/** `certwright crl publish --to DIRECTORY` */
export const publishCrls: CommandSpec<PublishInput> = {
  path: ['crl', 'publish'],
  summary: 'Write all revocation lists and issuer certificates to a directory or a bucket.',
  description:
    'For a web server that holds no key: the same paths as the addresses of this one, a path that ends in a slash being the file index.crl there. In a bucket the keys are the addresses themselves. Each file is replaced as a whole, and only where it is new. Makes no lists; see crl generate. A server with the setting publish does this by itself.',
  arguments: [],
  examples: [['certwright crl publish --to /var/www/pki', 'From cron, before a copy elsewhere']],
  groups: () => [publishOptions],
  async run(context, input) {
    await publishWhereTold(context, input, async (place) => {
      const { path } = await context.settings();
      const app = await context.app();
      const { publishLists } = await import('#status');
      const files = await publishLists(place, { ...app, path });
      context.out.lines(files.map((file) => file.path));
      for (const file of files.filter(({ state }) => state === 'newer'))
        context.err.line(
          `${file.path} holds a newer list than this CA knows of, and was left alone.`,
        );
    });
  },
};
