import { CaError } from '#base';
import type { CommandSpec } from '../command.ts';

interface PublishInput {
  readonly to?: string;
}

/** `certwright crl publish --to DIRECTORY` */
export const publishCrls: CommandSpec<PublishInput> = {
  path: ['crl', 'publish'],
  summary: 'Write all revocation lists and issuer certificates to a directory.',
  description:
    'For a web server that holds no key: the same paths as the addresses of this one, a path that ends in a slash being the file index.crl there. Each file is replaced as a whole, and only by what is newer. Makes no lists; see crl generate.',
  arguments: [],
  examples: [['certwright crl publish --to /var/www/pki', 'From cron, before a copy elsewhere']],
  groups: () => [
    {
      title: 'Options:',
      options: [
        { key: 'to', flags: '--to <directory>', help: 'Where to; made when it is not there.' },
      ],
    },
  ],
  async run(context, { to }) {
    if (to === undefined) throw new CaError('bad_request', 'Name the directory: --to DIRECTORY.');
    const { path } = await context.settings();
    const app = await context.app();
    const { publishTo } = await import('#status');
    const files = await publishTo(to, { ...app, path }).catch((cause: unknown) => {
      throw isSystemError(cause)
        ? new CaError('bad_request', `${to} cannot be written: ${cause.code}.`, { cause })
        : cause;
    });
    context.out.lines(files.map((file) => file.path));
    for (const file of files.filter(({ state }) => state === 'newer'))
      context.err.line(
        `${file.path} holds a newer list than this CA knows of, and was left alone.`,
      );
  },
};

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
