/**
 * The server that real clients are sent to, run inside the test's own network: `node server.ts DIRECTORY`. The directory
 * holds `tls.pem` and `tls.key` for ca.test, takes proofs in `txt/NAME` and `www/`, and gets the database and `root.pem`.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createWebServer } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { createAcmeWire } from '#acme-wire';
import { openApp } from '#app';
import { present } from '#base';
import { createHttp, createLogger } from '#http';
import { files } from '#keys';
import { name } from '#x509';
import { startDns } from '../../dns.ts';
import { addressOf, serverAddress, serverPort, webAddress } from './places.ts';

const directory = present(process.argv[2], 'directory');
const url = `https://ca.test:${serverPort}`;
const place = (...parts: string[]): string => join(directory, ...parts);

await startDns(
  (asked, type) => {
    if (type === 'A') return [{ type, data: addressOf(asked) }];
    if (type !== 'TXT' || !existsSync(place('txt', asked))) return [];
    const lines = readFileSync(place('txt', asked), 'utf8').trim().split('\n');
    return lines.map((data) => ({ type, data }));
  },
  { port: 53 },
);
createWebServer((request, response) => {
  const [, file] = /^\/\.well-known\/acme-challenge\/([\w-]+)$/.exec(request.url ?? '') ?? [];
  const path = place('www', file ?? 'none');
  response.writeHead(existsSync(path) ? 200 : 404).end(existsSync(path) ? readFileSync(path) : '');
}).listen(80, webAddress);

const app = await openApp({
  database: place('ca.db'),
  keys: { default: files({ directory: place('keys') }) },
  url: () => url,
  ocsp: 'hold',
});
const root = await app.authorities.create({ name: 'root', subject: name('CN=Root') });
const issuing = await app.authorities.create({
  name: 'issuing',
  subject: name('CN=Issuing'),
  parent: root,
});
await app.acme.setPolicy(issuing.id, { enabled: true, requiresContact: false });
writeFileSync(place('root.pem'), root.pem);
const http = await createHttp({
  users: app.users,
  surfaces: [createAcmeWire({ ...app, url: () => url })],
  logger: createLogger({ level: 'info' }),
  limits: { lagMs: 60_000 },
});
await http.listen({ host: '127.0.0.1', port: 8000 });
createTlsServer(
  { cert: readFileSync(place('tls.pem')), key: readFileSync(place('tls.key')) },
  (outside) => {
    const inside = connect(8000, '127.0.0.1');
    outside.pipe(inside).pipe(outside);
    for (const socket of [outside, inside]) socket.on('error', () => void inside.destroy());
  },
).listen(serverPort, serverAddress, () => {
  writeFileSync(place('ready'), `${url}/acme/directory/${issuing.serial}/`);
});
