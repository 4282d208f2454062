import { CaError } from '#base';
import type { CommandSpec } from '../command.ts';

interface PublishInput {
  readonly to?: string;
}

/** `certwright ocsp publish --to DIRECTORY` */
export const publishOcsp: CommandSpec<PublishInput> = {
  path: ['ocsp', 'publish'],
  summary: 'Write the OCSP answers about all valid certificates to a directory.',
  description:
    'For a web server that holds no key: each answer is a file at the path where a GET asks for it, by SHA-1 and by SHA-256. The web server must decode the path, send application/ocsp-response, and for an address that ends in a slash the file index.ocsp there (nginx: default_type, index); it answers no POST and no nonce. Each file is replaced as a whole. Signs what is not signed yet.',
  arguments: [],
  examples: [['certwright ocsp publish --to /var/www/pki', 'From cron, before a copy elsewhere']],
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
    const { publishAnswersTo } = await import('#status');
    const done = await publishAnswersTo(to, { ...app, path }).catch((cause: unknown) => {
      throw isSystemError(cause)
        ? new CaError('bad_request', `${to} cannot be written: ${cause.code}.`, { cause })
        : cause;
    });
    context.out.line(`${done.files} answers, ${done.written} of them new`);
  },
};

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
