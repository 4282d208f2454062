import type { CommandSpec } from '../command.ts';

/** `certwright work` */
export const work: CommandSpec<object> = {
  path: ['work'],
  summary: 'Do what servers have booked, without listening: issue, publish, renew, mail.',
  description:
    'For several processes on one PostgreSQL database: any number of them, with the keys, beside any number of certwright serve --web-only without. Each job is done by one of them; the jobs of one that dies are taken over by the others half a minute later. Ctrl-C and SIGTERM let running jobs finish.',
  arguments: [],
  examples: [
    [
      'CERTWRIGHT_DATABASE=postgres://ca@db.example.com/ca certwright work',
      'Beside servers that hold no keys',
    ],
  ],
  groups: () => [],
  async run(context) {
    const { runWorker } = await import('../run-worker.ts');
    await runWorker(context);
  },
};
