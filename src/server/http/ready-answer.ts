import { second } from '#base';
import { securityHeaders } from './headers.ts';

/** An answer with status 200 that needs nothing but its frame. */
export interface ReadyAnswer {
  /** Header lines of its own, each with its CRLF, Content-Length not among them. */
  readonly headers: string;
  readonly body: Uint8Array;
}

const common = Object.entries(securityHeaders)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

/** Octets of answers that are given again and again, of this second alone. */
const written = new WeakMap<ReadyAnswer, { readonly octets: Buffer; readonly atSecond: number }>();

let date = { atSecond: -1, line: '' };

/** The whole HTTP answer, in one piece. The same answer within the same second is the same piece. */
export function encodeAnswer(answer: ReadyAnswer, closes: boolean): Buffer {
  const { atSecond } = setDate();
  if (closes) return encode(answer, 'connection: close\r\n');
  const known = written.get(answer);
  if (known?.atSecond === atSecond) return known.octets;
  const octets = encode(answer, '');
  written.set(answer, { octets, atSecond });
  return octets;
}

function encode({ headers, body }: ReadyAnswer, connection: string): Buffer {
  const lines = `${common}${headers}${date.line}${connection}content-length: ${body.length}\r\n`;
  const head = `HTTP/1.1 200 OK\r\n${lines}\r\n`;
  const octets = Buffer.allocUnsafe(head.length + body.length);
  octets.write(head, 'latin1');
  octets.set(body, head.length);
  return octets;
}

/** As Node writes it: by the machine's clock, whichever the rooms go by. */
function setDate(): { readonly atSecond: number } {
  const atSecond = Math.floor(Date.now() / second);
  if (atSecond !== date.atSecond)
    date = { atSecond, line: `date: ${new Date(atSecond * second).toUTCString()}\r\n` };
  return date;
}
