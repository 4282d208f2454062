/**
 * The server that is measured, in a process of its own: `node serve.ts DIRECTORY COUNT`. Its first authority has issued
 * COUNT certificates, those with keys of other kinds some fewer. Prints one line of JSON, a {@link Served}, once it listens; ends when its standard input does.
 */
import { openApp } from '#app';
import { createHttp, createLogger, type Surface } from '#http';
import { files } from '#keys';
import { createStatus, directoryPlace, publishAnswers } from '#status';
import { name, type KeySpec } from '#x509';
import { makeCsr } from '../../csr.ts';

/** An authority, and what it has issued. */
export interface ServedAuthority {
  readonly issuerPem: string;
  readonly serial: string;
  readonly serials: readonly string[];
}

/** What the server says of itself. */
export interface Served {
  readonly port: number;
  /** By the kind of key that it and its responder have; the first one is the one whose answers are published. */
  readonly authorities: Readonly<Record<string, ServedAuthority>>;
}

const [directory = '', count = ''] = process.argv.slice(2);

const app = await openApp({
  database: `sqlite:${directory}/ca.db`,
  keys: { default: files({ directory: `${directory}/keys` }) },
  ocsp: 'hold',
});
const { pem: csr } = await makeCsr();

async function fill(label: string, key: KeySpec, size: number): Promise<ServedAuthority> {
  const issuer = await app.authorities.create({ name: label, subject: name(`CN=${label}`), key });
  await app.ocsp.renewResponder(issuer);
  const serials: string[] = [];
  for (let i = 0; i < size; i++) {
    const subject = name(`CN=host-${i}`);
    serials.push((await app.certificates.issue(issuer, { csr, subject })).serial);
  }
  return { issuerPem: issuer.pem, serial: issuer.serial, serials };
}

const size = Number(count);
const first = await fill('P-256', { type: 'ec', curve: 'P-256' }, size);
await publishAnswers(directoryPlace(`${directory}/published`), { ...app, path: '' });
const few = Math.min(size, 50);
const authorities = {
  'P-256': first,
  'RSA-2048': await fill('RSA-2048', { type: 'rsa', bits: 2048 }, few),
  Ed25519: await fill('Ed25519', { type: 'ed25519' }, few),
};

/** As little as a route of this server can do: what is left of a request when the answer costs nothing. */
const constant: Surface = {
  links: [],
  mount: (server) => {
    const der = Buffer.alloc(900, 1);
    server.get('/constant', { config: { policy: 'public' } }, (_request, reply) =>
      reply.type('application/ocsp-response').send(der),
    );
  },
};

const http = await createHttp({
  users: app.users,
  surfaces: [createStatus(app), constant],
  logger: createLogger({ level: 'silent' }),
  limits: { lagMs: 60_000 },
});
const origin = await http.listen({ host: '127.0.0.1', port: 0 });
const served: Served = {
  port: Number(new URL(origin).port),
  authorities,
};
process.stdout.write(`${JSON.stringify(served)}\n`);
process.stdin.resume().once('end', () => process.exit(0));
