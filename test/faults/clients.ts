import { findExtension, parseCrl } from '#x509';
import { makeCsr } from '../csr.ts';
import { ask, type Line } from './line.ts';

const csr = (await makeCsr()).pem;

/** Lets clients order, revoke and look as fast as they are answered, until the signal of their line. */
export async function runClients(line: Line, clients: number): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async (_, place) => {
      const client = `client${place}`;
      for (let turn = place; !line.signal.aborted; turn++) await act(line, client, turn);
    }),
  );
}

async function act(line: Line, client: string, turn: number): Promise<void> {
  const serial = await order(line, `${client}-${turn}.example.com`);
  if (serial !== undefined && turn % 3 === 0) await revoke(line, serial);
  if (turn % 5 === 0) await fetchList(line, client);
  if (turn % 7 === 0) await fetchNonce(line);
}

interface OrderAnswer {
  readonly slug: string;
  readonly status: string;
  readonly serial: string | null;
}

/** Orders, and waits a while; the serial once there is one. */
export async function order(line: Line, host: string): Promise<string | undefined> {
  const { house, told } = line;
  const body = { csr, subject: [{ oid: 'CN', value: host }] };
  const answer = await ask(line, 'POST', `api/ca/${house.issuing}/sign/?wait=10`, body);
  if (answer?.status !== 200) return undefined;
  const { slug, status, serial } = JSON.parse(answer.text) as OrderAnswer;
  told.orders.push(slug);
  if (status === 'failed') told.faults.push(`order ${slug} failed`);
  if (status !== 'issued' || serial === null) return undefined;
  told.issued.set(slug, serial);
  return serial;
}

/** Revokes; whether that was said to be done. */
export async function revoke(line: Line, serial: string): Promise<boolean> {
  const path = `api/ca/${line.house.issuing}/certs/${serial}/revoke/`;
  const answer = await ask(line, 'POST', path, { reason: 'superseded' });
  if (answer?.status !== 200) return false;
  line.told.revoked.push(serial);
  return true;
}

/** Whoever was on a list stays on those with a higher number, and a client never sees a lower one than before. */
async function fetchList(line: Line, client: string): Promise<void> {
  const { house, told } = line;
  const answer = await ask(line, 'GET', `crl/${house.issuing}/`);
  if (answer?.status !== 200) return;
  const { extensions, entries } = parseCrl(answer.bytes);
  const number = Number(findExtension(extensions, 'crl_number')?.value);
  const last = told.lastNumber.get(client) ?? 0;
  if (number < last) told.faults.push(`list ${number} was told after ${last}`);
  told.lastNumber.set(client, number);
  if (told.numbers.has(number)) return;
  const serials = new Set([...entries()].map(({ serial }) => serial));
  if (number > Math.max(0, ...told.numbers))
    for (const serial of told.listed)
      if (!serials.has(serial)) told.faults.push(`${serial} has left list ${number}`);
  told.numbers.add(number);
  for (const serial of serials) told.listed.add(serial);
}

async function fetchNonce(line: Line): Promise<void> {
  const answer = await ask(line, 'GET', `acme/${line.house.issuing}/new-nonce/`);
  const nonce = answer?.headers.get('replay-nonce');
  if (nonce) line.told.nonces.push(nonce);
}
