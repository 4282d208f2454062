import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { concat, present, utf8 } from '#base';
import { findIpOctets } from '#x509';

/** A resource record: its type as a word and its data as text. */
export interface TestRecord {
  readonly type: 'A' | 'AAAA' | 'CNAME' | 'TXT' | 'CAA';
  /** An address, a name, a text; of CAA: `FLAGS TAG VALUE`. */
  readonly data: string;
}

/** What one question is answered with: records, or why there are none. */
export type TestDnsAnswer = readonly TestRecord[] | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED' | 'silence';

/** Answers a question; the name is in lower case, without a dot at the end. */
export type TestZone = (name: string, type: string) => TestDnsAnswer;

/** A name server on UDP. */
export interface TestDns extends AsyncDisposable {
  /** `ADDRESS:PORT`. */
  readonly server: string;
  /** Every question in its order: `NAME TYPE`. */
  readonly asked: string[];
}

const types = { A: 1, CNAME: 5, TXT: 16, AAAA: 28, CAA: 257 } as const;
const rcodes = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;
const names = new Map<number, string>(Object.entries(types).map(([name, code]) => [code, name]));

/** Serves a zone; of a name with a CNAME the whole answer must be in the records, as a resolver would give it. */
export async function startDns(
  zone: TestZone,
  { host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number } = {},
): Promise<TestDns> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, from) => answer(socket, { query, from, zone, asked }));
  socket.bind(port, host);
  await once(socket, 'listening');
  return {
    server: `${host}:${socket.address().port}`,
    asked,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

/** A zone from a table: `NAME TYPE` to what it says. What does not stand there does not exist. */
export function tableZone(table: ReadonlyMap<string, TestDnsAnswer>): TestZone {
  return (name, type) => {
    const found = table.get(`${name} ${type}`);
    if (found) return found;
    return [...table.keys()].some((key) => key.startsWith(`${name} `)) ? [] : 'NXDOMAIN';
  };
}

interface Query {
  readonly query: Buffer;
  readonly from: RemoteInfo;
  readonly zone: TestZone;
  readonly asked: string[];
}

function answer(socket: Socket, { query, from, zone, asked }: Query): void {
  const { labels, end } = readName(query, 12);
  const type = names.get(query.readUInt16BE(end)) ?? 'other';
  const name = labels.join('.').toLowerCase();
  asked.push(`${name} ${type}`);
  const found = zone(name, type);
  if (found === 'silence') return;
  const records = typeof found === 'string' ? [] : found;
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8180 | (typeof found === 'string' ? rcodes[found] : 0), 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(records.length, 6);
  const question = query.subarray(12, end + 4);
  socket.send(concat(head, question, ...records.map(encodeRecord)), from.port, from.address);
}

function readName(query: Buffer, start: number): { labels: string[]; end: number } {
  const labels: string[] = [];
  let at = start;
  while (present(query[at], 'octet') !== 0) {
    const size = present(query[at], 'octet');
    labels.push(query.toString('latin1', at + 1, at + 1 + size));
    at += 1 + size;
  }
  return { labels, end: at + 1 };
}

function encodeRecord({ type, data }: TestRecord): Uint8Array {
  const value = encodeData(type, data);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0); // the name of the question
  head.writeUInt16BE(types[type], 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(value.length, 10);
  return concat(head, value);
}

function encodeData(type: TestRecord['type'], data: string): Uint8Array {
  if (type === 'A' || type === 'AAAA') return present(findIpOctets(data), 'address');
  if (type === 'CNAME') return concat(...data.split('.').map(counted), new Uint8Array(1));
  if (type === 'TXT') return concat(...(data.match(/[^]{1,255}/g) ?? ['']).map(counted));
  const [flags = '', tag = '', ...value] = data.split(' ');
  return concat(new Uint8Array([Number(flags)]), counted(tag), utf8(value.join(' ')));
}

function counted(text: string): Uint8Array {
  const octets = utf8(text);
  return concat(new Uint8Array([octets.length]), octets);
}
