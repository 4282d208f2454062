import type { PlainRequest, ReadyAnswer, Reply, Shortcut } from '#http';
import type { Keep, OcspAnswer } from '#ocsp';
import { second } from '#base';
import { cacheHeaders, headerLines } from './ocsp-cache.ts';
import { findPathRequest } from './ocsp-path.ts';
import { contentType, type OcspRooms } from './ocsp.ts';

/** An answer that was given, and may be given again. */
interface Given {
  readonly made: OcspAnswer & { readonly keep: Keep };
  /** Made anew each second: the headers count what is left of its life. */
  readonly ready: ReadyAnswer;
  readonly atSecond: number;
}

/** Longer serials are no serials, also to the router. */
const maxSerialCharacters = 128;

/**
 * Answers the plain requests to the addresses of `serveOcsp` in the same words. A request that was answered before gets
 * the same answer with no more than a look whether that still holds.
 */
export function ocspShortcut(prefix: string, rooms: OcspRooms): Shortcut {
  const findAsked = askedAt(prefix);
  return (request) => {
    const asked = findAsked(request);
    return asked && replyTo(rooms, asked);
  };
}

function replyTo({ ocsp, clock }: OcspRooms, { serial, der }: Asked): Reply {
  let given: Given | undefined;
  const keep = (made: Given['made']): ReadyAnswer => {
    const nowMs = clock.now();
    const atSecond = Math.floor(nowMs / second);
    if (given?.made !== made || given.atSecond !== atSecond)
      given = { made, ready: toReady(made, nowMs), atSecond };
    return given.ready;
  };
  const answer = async (): Promise<ReadyAnswer> => {
    const { der: answerDer, keep: kept } = await ocsp.answer(serial, der);
    if (kept) return keep({ der: answerDer, keep: kept });
    given = undefined;
    return { headers: onceOnly, body: answerDer };
  };
  return () => (given && ocsp.isCurrent(given.made.keep) ? keep(given.made) : answer());
}

const typeLine = `content-type: ${contentType}\r\n`;
const onceOnly = `${typeLine}${headerLines(cacheHeaders(new Uint8Array(0), null, 0))}`;

function toReady({ der, keep }: Given['made'], nowMs: number): ReadyAnswer {
  const headers = `${typeLine}${headerLines(cacheHeaders(der, keep, nowMs))}`;
  return { headers, body: der, lasts: true };
}

/** Who is asked, and what. */
interface Asked {
  /** Of the authority. */
  readonly serial: string;
  /** OCSPRequest, DER, or what is in its place. */
  readonly der: Uint8Array;
}

/** Reads what the routes of `serveOcsp` would read; undefined for what they would answer in another way than with OCSP. */
function askedAt(prefix: string): (request: PlainRequest) => Asked | undefined {
  const shape = new RegExp(`^${RegExp.escape(prefix)}/ocsp/([0-9A-Fa-f:]+)/(?:cert|ca)/([^?#;]*)$`);
  return ({ method, target, body }) => {
    const [, serial, rest = ''] = shape.exec(target) ?? [];
    if (serial === undefined || serial.length > maxSerialCharacters) return undefined;
    if (method === 'POST') return rest === '' ? { serial, der: octetsOf(body) } : undefined;
    const der = findPathOctets(rest);
    return der && { serial, der };
  };
}

/** In memory of its own: a part of what many share would keep all of that. */
function octetsOf(body: string): Uint8Array {
  return new Uint8Array(Buffer.from(body, 'latin1'));
}

function findPathOctets(rest: string): Uint8Array | undefined {
  if (rest === '') return undefined;
  try {
    return findPathRequest(decodeURIComponent(rest));
  } catch {
    return undefined;
  }
}
