import type { CommandSpec, OptionGroup } from '../command.ts';
import { wholeNumber } from '../options/values.ts';

interface ServeInput {
  readonly host?: string;
  readonly port?: number;
  readonly webOnly?: boolean;
}

const addressOptions: OptionGroup<ServeInput> = {
  title: 'Options:',
  options: [
    {
      key: 'host',
      flags: '--host <address>',
      help: 'Address to listen on (default: CERTWRIGHT_HOST or 127.0.0.1).',
    },
    {
      key: 'port',
      flags: '--port <n>',
      help: 'TCP port, 0 for any that is free (default: CERTWRIGHT_PORT or 8000).',
      parse: wholeNumber(0, 65_535),
    },
    {
      key: 'webOnly',
      flags: '--web-only',
      help: 'Hold no keys and sign nothing: certwright work, elsewhere, does what is ordered here.',
    },
  ],
};

/** `certwright serve` */
export const serve: CommandSpec<ServeInput> = {
  path: ['serve'],
  summary: 'Run the server: REST API, its documentation, and the work in the background.',
  description:
    'The first start makes a root, an authority below it and the user admin, and shows the password of admin once. Later starts use what is there. Ctrl-C and SIGTERM let requests finish; a second Ctrl-C does not. Other commands may be used while it runs.',
  arguments: [],
  examples: [
    ['certwright serve', 'With nothing configured, data in ./data'],
    ['CERTWRIGHT_DATA=/var/lib/certwright certwright serve --port 8443', 'Elsewhere'],
  ],
  groups: () => [addressOptions],
  async run(context, input) {
    const { runServer } = await import('../run-server.ts');
    await runServer(context, input);
  },
};
