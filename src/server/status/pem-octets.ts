import { concat, toBase64, utf8 } from '#base';
import type { Octets } from './stored-document.ts';

const lineOctets = 48;
const lineCharacters = 64;

/**
 * DER as PEM (RFC 7468), made while it is sent: how long it will be is known before. Whoever asks for a part of it is
 * sent what comes before as well, to nowhere.
 */
export function pemOctets(label: string, der: Octets): Octets {
  const [begin, end] = [utf8(`-----BEGIN ${label}-----\n`), utf8(`-----END ${label}-----\n`)];
  const characters = Math.ceil(der.sizeBytes / 3) * 4;
  const lines = Math.ceil(characters / lineCharacters);
  return {
    sizeBytes: begin.length + characters + lines + end.length,
    read: (from, to) => cut(encode(begin, der, end), from, to),
  };
}

async function* encode(
  begin: Uint8Array,
  der: Octets,
  end: Uint8Array,
): AsyncGenerator<Uint8Array, void> {
  yield begin;
  let waiting: Uint8Array = new Uint8Array(0);
  for await (const piece of der.read(0, der.sizeBytes)) {
    waiting = concat(waiting, piece);
    const whole = waiting.length - (waiting.length % lineOctets);
    yield lines(waiting.subarray(0, whole));
    waiting = waiting.subarray(whole);
  }
  yield lines(waiting);
  yield end;
}

function lines(octets: Uint8Array): Uint8Array {
  return utf8(toBase64(octets).replaceAll(/.{1,64}/g, '$&\n'));
}

async function* cut(
  pieces: AsyncIterable<Uint8Array>,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array, void> {
  let at = 0;
  for await (const piece of pieces) {
    if (at + piece.length > from) yield piece.subarray(Math.max(0, from - at), to - at);
    at += piece.length;
    if (at >= to) return;
  }
}
