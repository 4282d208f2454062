/**
 * The least that a server on Node's sockets can do, in a process of its own: `node bare.ts SIZE` gives the same piece of
 * SIZE octets to whatever comes, and reads nothing of it but whether the connection is to end. Prints its port once it
 * listens; ends when its standard input does.
 */
import { createServer, type AddressInfo } from 'node:net';

const size = Number(process.argv[2]);
const head = (more: string): string =>
  `HTTP/1.1 200 OK\r\n${more}content-type: application/ocsp-response\r\ncontent-length: ${size}\r\n\r\n`;
const body = Buffer.alloc(size, 1);
const piece = Buffer.concat([Buffer.from(head('')), body]);
const last = Buffer.concat([Buffer.from(head('connection: close\r\n')), body]);
const closing = Buffer.from('\r\nconnection: close\r\n');

const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (request: Buffer) => {
    const isLast = request.includes(closing);
    socket.write(isLast ? last : piece);
    if (isLast) socket.destroy();
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
process.stdin.resume().once('end', () => process.exit(0));
