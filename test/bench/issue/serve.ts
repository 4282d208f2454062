/**
 * The server that is measured, in a process of its own: `node serve.ts DIRECTORY KEY [URL]` on a new SQLite file, or on the
 * empty database at URL; KEY as in `keySpecs`. Prints one line of JSON, an {@link Issuing}, once it listens; ends when its standard input does.
 */
import { openApp } from '#app';
import { present, Secret } from '#base';
import { createHttp, createLogger } from '#http';
import { files } from '#keys';
import { createRest } from '#rest';
import { name } from '#x509';
import { keySpecs } from '../x509/keys.ts';

/** What the server says of itself. */
export interface Issuing {
  readonly port: number;
  readonly serial: string;
  /** Of a user who may sign. */
  readonly authorization: string;
}

const [directory = '', key = '', url] = process.argv.slice(2);
// A connection to a database keeps no process alive.
process.stdin.resume();

const app = await openApp({
  database: url ?? `sqlite:${directory}/${key}.db`,
  keys: { default: files({ directory: `${directory}/keys` }) },
  ocsp: 'hold',
});
const issuer = await app.authorities.create({
  name: 'issuing',
  subject: name('CN=Issuing'),
  key: present(keySpecs[key], key),
  apiEnabled: true,
});
await app.users.create({ name: 'robot', password: new Secret('robot'), superuser: true });
const http = await createHttp({
  users: app.users,
  surfaces: [createRest({ ...app, version: '0.0.0' })],
  logger: createLogger({ level: 'silent' }),
  limits: { lagMs: 60_000 },
});
const issuing: Issuing = {
  port: Number(new URL(await http.listen({ host: '127.0.0.1', port: 0 })).port),
  serial: issuer.serial,
  authorization: `Basic ${Buffer.from('robot:robot').toString('base64')}`,
};
process.stdout.write(`${JSON.stringify(issuing)}\n`);
process.stdin.once('end', () => process.exit(0));
