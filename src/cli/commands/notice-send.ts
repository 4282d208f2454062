import { CaError } from '#base';
import type { DueNotice } from '#notices';
import type { CommandSpec } from '../command.ts';
import { wholeNumber } from '../options/values.ts';
import { withProgress } from '../progress.ts';

interface SendInput {
  readonly days?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `certwright notice send` */
export const sendNotices: CommandSpec<SendInput> = {
  path: ['notice', 'send'],
  alias: 'notify_expiring_certs',
  summary: 'Mail now to those who watch what will end soon.',
  description:
    'A running server does it once a day. Each notice goes out once for an address, a certificate and a notice day; one mail holds all that is due for an address.',
  arguments: [],
  examples: [
    ['certwright notice send --dry-run', 'Who would hear of what?'],
    ['certwright notice send --days 30', 'Of all that ends within thirty days'],
  ],
  groups: () => [
    {
      title: 'Options:',
      options: [
        {
          key: 'days',
          flags: '--days <n>',
          help: 'What ends within so many days, instead of the notice days of the settings.',
          parse: wholeNumber(1, 3650),
        },
        { key: 'dryRun', flags: '--dry-run', help: 'Print what is due, and send nothing.' },
        { key: 'json', flags: '--json', help: 'Print objects.' },
      ],
    },
  ],
  async run({ io, app: open, out }, { days, dryRun, json }) {
    const { notices } = await open();
    const how = days === undefined ? {} : { days: [days] };
    if (dryRun) {
      const due = await notices.due(how);
      return json ? out.json(due.map(dueObject)) : out.lines(due.map(dueLine));
    }
    const result = await withProgress(io, 'Sending', () => notices.send(how));
    if (json) out.json(result);
    else out.line(`Mails sent: ${result.sent}.`);
    if (result.failed > 0)
      throw new CaError('refused', `The mail server did not take ${result.failed} of the mails.`);
    return undefined;
  },
};

function dueObject({ email, days, subject }: DueNotice): object {
  const { kind, name, serial, endsMs } = subject;
  return { email, days, kind, name, serial, not_after: new Date(endsMs).toISOString() };
}

function dueLine({ email, subject }: DueNotice): string {
  const end = new Date(subject.endsMs).toISOString().slice(0, 10);
  return `${email} - ${subject.kind} ${subject.name} (expires: ${end})`;
}
