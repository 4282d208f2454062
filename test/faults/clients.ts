import { makeCsr } from '../csr.ts';
import { findExtension, parseCrl } from '#x509';
import type { FaultHouse } from './house.ts';

/** What clients were told, and so must be able to rely on. */
export interface Told {
  /** Slugs of orders that were accepted. */
  readonly orders: string[];
  /** Serials of certificates that were said to be issued, by the slug of their order. */
  readonly issued: Map<string, string>;
  /** Serials that were said to be revoked. */
  readonly revoked: string[];
  /** Numbers of the revocation lists that were handed out, in the order in which they came. */
  readonly numbers: number[];
  /** ACME nonces. */
  readonly nonces: string[];
  /** Answers by their status; 0 where there was none. */
  readonly statuses: Map<number, number>;
}

export function nothingTold(): Told {
  return {
    orders: [],
    issued: new Map(),
    revoked: [],
    numbers: [],
    nonces: [],
    statuses: new Map(),
  };
}

/** One client's road to a server that may go away. */
interface Line {
  readonly house: FaultHouse;
  readonly told: Told;
  readonly base: () => string;
}

const csr = (await makeCsr()).pem;

/**
 * Lets clients order, revoke and look as fast as they are answered, until `signal` says that it is enough; each takes
 * the address anew before every request.
 */
export async function runClients(line: Line, count: number, signal: AbortSignal): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async (_, client) => {
      for (let turn = 0; !signal.aborted; turn++) await act(line, client, turn);
    }),
  );
}

async function act(line: Line, client: number, turn: number): Promise<void> {
  const serial = await order(line, `client${client}-${turn}.example.com`);
  if (serial !== undefined && turn % 3 === 0) await revoke(line, serial);
  if (turn % 5 === client % 5) await fetchList(line);
  if (turn % 7 === client % 7) await fetchNonce(line);
}

/** Orders, and waits a while; the serial once there is one. */
async function order(line: Line, host: string): Promise<string | undefined> {
  const { house, told } = line;
  const body = { csr, subject: [{ oid: 'CN', value: host }] };
  const answer = await ask(line, 'POST', `api/ca/${house.issuing}/sign/?wait=10`, body);
  if (answer?.status !== 200) return undefined;
  const { slug, status, serial } = JSON.parse(answer.text) as OrderAnswer;
  told.orders.push(slug);
  if (status !== 'issued' || serial === null) return undefined;
  told.issued.set(slug, serial);
  return serial;
}

interface OrderAnswer {
  readonly slug: string;
  readonly status: string;
  readonly serial: string | null;
}

async function revoke(line: Line, serial: string): Promise<void> {
  const path = `api/ca/${line.house.issuing}/certs/${serial}/revoke/`;
  const answer = await ask(line, 'POST', path, { reason: 'superseded' });
  if (answer?.status === 200) line.told.revoked.push(serial);
}

async function fetchList(line: Line): Promise<void> {
  const answer = await ask(line, 'GET', `crl/${line.house.issuing}/`);
  if (answer?.status !== 200) return;
  const { extensions } = parseCrl(answer.bytes);
  line.told.numbers.push(Number(findExtension(extensions, 'crl_number')?.value));
}

async function fetchNonce(line: Line): Promise<void> {
  const answer = await ask(line, 'GET', `acme/${line.house.issuing}/new-nonce/`);
  const nonce = answer?.headers.get('replay-nonce');
  if (nonce) line.told.nonces.push(nonce);
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly headers: Headers;
}

/** A server that is gone gives no answer, also when it goes in the middle of one. */
async function ask(
  { house, told, base }: Line,
  method: string,
  path: string,
  body?: object,
): Promise<Answer | undefined> {
  let answer: Answer | undefined;
  try {
    const response = await fetch(base() + path, {
      method,
      headers: { authorization: house.admin, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const { status, headers } = response;
    answer = { status, headers, bytes, text: new TextDecoder().decode(bytes) };
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const status = answer?.status ?? 0;
  told.statuses.set(status, (told.statuses.get(status) ?? 0) + 1);
  return answer;
}
