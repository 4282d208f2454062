import type { App } from '#app';
import { parseCrl } from '#x509';
import { askAbout } from '../ocsp.ts';
import type { FaultHouse } from './house.ts';
import { readOrders, type CertificateRow } from './records.ts';
import type { Told } from './told.ts';

/** In the end nothing waits: every order that was accepted has led to a certificate. */
export async function leftOpen(app: App, rows: readonly CertificateRow[]): Promise<string[]> {
  const orders = (await readOrders(app)).filter(({ status }) => status !== 'issued');
  return [
    ...orders.map(({ slug, status }) => `order ${slug} is ${status} in the end`),
    ...rows
      .filter(({ state }) => state === 'intent')
      .map(({ serial }) => `${serial} is neither issued nor abandoned in the end`),
  ];
}

/** Whoever was told to be revoked is so for those who ask, by OCSP and in the list. */
export async function badStatus(app: App, { issuing }: FaultHouse, told: Told): Promise<string[]> {
  const authority = await app.authorities.get({ serial: issuing });
  await app.ocsp.renewResponder(authority);
  const faults: string[] = [];
  const listed = await listedIn(app, authority);
  for (const [place, serial] of told.revoked.entries()) {
    if (!listed.has(serial)) faults.push(`${serial} is on no list`);
    if (place % asked !== 0) continue;
    const { says } = await askAbout(app, authority, serial);
    if (says !== 'revoked superseded') faults.push(`OCSP says of ${serial}: ${says}`);
  }
  return faults;
}

/** One of so many revocations is asked about by OCSP. */
const asked = 5;

async function listedIn(app: App, authority: { readonly id: number }): Promise<Set<string>> {
  const list = await app.crl.find(authority, { contains: 'user' });
  if (!list) return new Set();
  const parts = await Array.fromAsync(app.crl.read(list));
  return new Set([...parseCrl(Buffer.concat(parts)).entries()].map(({ serial }) => serial));
}
