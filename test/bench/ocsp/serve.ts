/**
 * The server that is measured, in a process of its own: `node serve.ts DIRECTORY COUNT`. Its authority has issued COUNT
 * certificates. Prints one line of JSON, a {@link Served}, once it listens; ends when its standard input does.
 */
import { openApp } from '#app';
import { createHttp, createLogger, type Surface } from '#http';
import { files } from '#keys';
import { createStatus, publishAnswersTo } from '#status';
import { name } from '#x509';
import { makeCsr } from '../../csr.ts';

/** What the server says of itself. */
export interface Served {
  readonly port: number;
  readonly issuerPem: string;
  readonly authoritySerial: string;
  readonly serials: readonly string[];
}

const [directory = '', count = ''] = process.argv.slice(2);

const app = await openApp({
  database: `sqlite:${directory}/ca.db`,
  keys: { default: files({ directory: `${directory}/keys` }) },
  ocsp: 'hold',
});
const issuer = await app.authorities.create({
  name: 'issuing',
  subject: name('CN=Issuing'),
  key: { type: 'ec', curve: 'P-256' },
});
await app.ocsp.renewResponder(issuer);
const { pem: csr } = await makeCsr();
const issued = await Promise.all(
  Array.from({ length: Number(count) }, (_, i) =>
    app.certificates.issue(issuer, { csr, subject: name(`CN=host-${i}`) }),
  ),
);
await publishAnswersTo(`${directory}/published`, { ...app, path: '' });

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
  issuerPem: issuer.pem,
  authoritySerial: issuer.serial,
  serials: issued.map(({ serial }) => serial),
};
process.stdout.write(`${JSON.stringify(served)}\n`);
process.stdin.resume().once('end', () => process.exit(0));
