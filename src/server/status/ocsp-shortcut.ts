import type { PlainRequest, ReadyAnswer, Shortcut } from '#http';
import type { Keep, OcspAnswer } from '#ocsp';
import { present, second } from '#base';
import { cacheHeaders } from './ocsp-cache.ts';
import { findPathRequest } from './ocsp-path.ts';
import { contentType, type OcspRooms } from './ocsp.ts';

/** An answer that was given, by the exact request it was given to. */
interface Given {
  readonly der: Uint8Array;
  readonly keep: Keep;
  /** Made anew each second: the headers count what is left of its life. */
  ready: ReadyAnswer;
  atSecond: number;
}

/** Those that go first have been here longest; each keeps the text of its request. */
const limit = 16_384;
const maxKeyCharacters = 512;

/** Longer serials are no serials, also to the router. */
const maxSerialCharacters = 128;

/**
 * Answers the plain requests to the addresses of `serveOcsp` in the same words. A request that was answered before gets
 * the same answer with no more than a look whether that still holds.
 */
export function ocspShortcut(prefix: string, { ocsp, clock }: OcspRooms): Shortcut {
  const given = new Map<string, Given>();
  const answer = async (key: string, { serial, der }: Asked): Promise<ReadyAnswer> => {
    const made = await ocsp.answer(serial, der);
    const nowMs = clock.now();
    const ready = toReady(made, nowMs);
    const { keep } = made;
    given.delete(key);
    if (keep && key.length <= maxKeyCharacters)
      given.set(copyOf(key), { der: made.der, keep, ready, atSecond: Math.floor(nowMs / second) });
    if (given.size > limit) given.delete(given.keys().next().value ?? '');
    return ready;
  };
  const findAsked = askedAt(prefix);
  return (request) => {
    const key = keyOf(request);
    const known = given.get(key);
    const asked = known ? undefined : findAsked(request);
    if (!known) return asked && (() => answer(key, asked));
    return () => {
      if (ocsp.isCurrent(known.keep)) return readyOf(known, clock.now());
      return answer(key, present(findAsked(request), 'a request that was answered before'));
    };
  };
}

/** Requests that are asked again and again are the same objects. */
const keys = new WeakMap<PlainRequest, string>();

function keyOf(request: PlainRequest): string {
  const { target, body } = request;
  if (body === '') return target;
  const key = keys.get(request) ?? copyOf(`${target} ${body}`);
  keys.set(request, key);
  return key;
}

/** A text of its own: a part of another one would keep that in memory, the whole request. */
function copyOf(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

function readyOf(known: Given, nowMs: number): ReadyAnswer {
  const atSecond = Math.floor(nowMs / second);
  if (atSecond !== known.atSecond) {
    known.ready = toReady(known, nowMs);
    known.atSecond = atSecond;
  }
  return known.ready;
}

function toReady({ der, keep }: OcspAnswer, nowMs: number): ReadyAnswer {
  const headers = { ...cacheHeaders(der, keep, nowMs), 'content-type': contentType };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return { headers: lines.join(''), body: der };
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
    if (method === 'POST')
      return rest === '' ? { serial, der: Buffer.from(body, 'latin1') } : undefined;
    const der = findPathOctets(rest);
    return der && { serial, der };
  };
}

function findPathOctets(rest: string): Uint8Array | undefined {
  if (rest === '') return undefined;
  try {
    return findPathRequest(decodeURIComponent(rest));
  } catch {
    return undefined;
  }
}
