/**
 * A server over a data set, in a process of its own: `node serve.ts FILE KEYS`. Prints one line of JSON, a
 * {@link Served}, once it listens; ends when its standard input does.
 */
import { createHttp, createLogger } from '#http';
import { Secret } from '#base';
import { createRest } from '#rest';
import { few, many, openDatasetApp } from './dataset.ts';

/** What the server says of itself. */
export interface Served {
  readonly port: number;
  /** Of a user who may see all. */
  readonly authorization: string;
  /** Serials of the two authorities. */
  readonly many: string;
  readonly few: string;
}

const [file = '', keys = ''] = process.argv.slice(2);
const login = { name: 'bench', password: 'bench' };

const app = await openDatasetApp({ file, keys });
const { name, password } = login;
const known = (await app.users.list()).some((user) => user.name === name);
if (!known) await app.users.create({ name, password: new Secret(password), superuser: true });
const http = await createHttp({
  users: app.users,
  surfaces: [createRest({ ...app, version: '0.0.0' })],
  logger: createLogger({ level: 'silent' }),
  limits: { lagMs: 60_000 },
});
const served: Served = {
  port: Number(new URL(await http.listen({ host: '127.0.0.1', port: 0 })).port),
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`,
  many: (await app.authorities.get({ name: many })).serial,
  few: (await app.authorities.get({ name: few })).serial,
};
process.stdout.write(`${JSON.stringify(served)}\n`);
process.stdin.resume().once('end', () => process.exit(0));
