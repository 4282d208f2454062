import { second } from '#base';
import { securityHeaders } from './headers.ts';

/** An answer with status 200 that needs nothing but its frame. */
export interface ReadyAnswer {
  /** Header lines of its own, each with its CRLF, Content-Length not among them. */
  readonly headers: string;
  readonly body: Uint8Array;
  /**
   * Whether its reply is to be asked again when the very same request comes again, without the request being read once
   * more. Default: it is for this one request.
   */
  readonly lasts?: boolean;
}

const common = Object.entries(securityHeaders)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');

/** The octets of an answer in one second. */
export interface Written {
  readonly ready: ReadyAnswer;
  readonly atSecond: number;
  readonly octets: Buffer;
}

let date = { atSecond: -1, line: '' };

/**
 * The whole HTTP answer, in one piece.
 *
 * @param last  What came of this the last time: the same answer within the same second is the same piece.
 */
export function writeAnswer(ready: ReadyAnswer, closes: boolean, last?: Written): Written {
  const { atSecond } = setDate();
  if (last?.ready === ready && last.atSecond === atSecond) return last;
  return { ready, atSecond, octets: encode(ready, closes) };
}

function encode({ headers, body }: ReadyAnswer, closes: boolean): Buffer {
  const end = `${closes ? 'connection: close\r\n' : ''}content-length: ${body.length}\r\n\r\n`;
  const head = `HTTP/1.1 200 OK\r\n${common}${headers}${date.line}${end}`;
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
