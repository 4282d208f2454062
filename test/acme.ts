import { createHash } from 'node:crypto';
import type { AccountKey, AcmeAccount, AcmeOrder, NewOrder, PolicyChanges } from '#acme';
import type { AppOptions } from '#app';
import { isCaError, type ErrorCode } from '#base';
import type { Authority } from '#authorities';
import { NetError, type CaaRecord, type Net } from '#net';
import {
  findExtension,
  generateKey,
  parseCertificate,
  publicKeyDer,
  type GeneralName,
  type KeySpec,
} from '#x509';
import { testApp, type TestApp } from './app.ts';
import { makeCsr } from './csr.ts';

/** A world outside that answers what a test says, and notes what it was asked. */
export interface FakeNet extends Net {
  readonly txt: Map<string, string[]>;
  readonly caa: Map<string, CaaRecord[] | 'servfail'>;
  /** `TXT name`, in the order in which they came. */
  readonly asked: string[];
}

/** A CA whose issuing authority ACME clients may come to; its jobs run when a test says `jobs.idle()`. */
export interface AcmeApp extends TestApp {
  readonly net: FakeNet;
}

const curve: KeySpec = { type: 'ec', curve: 'P-256' };

export async function acmeApp(
  policy: PolicyChanges = {},
  options: Partial<AppOptions> = {},
): Promise<AcmeApp> {
  const net = fakeNet();
  const app = await testApp({
    jobs: 'hold',
    url: () => 'https://ca.example',
    net: () => net,
    ...options,
  });
  await app.acme.setPolicy(app.issuing.id, { enabled: true, requiresContact: false, ...policy });
  return { ...app, net };
}

function fakeNet(): FakeNet {
  const [txt, caa, asked] = [new Map<string, string[]>(), new Map(), [] as string[]];
  const resolve = async (name: string, type: string): Promise<never> => {
    asked.push(`${type} ${name}`);
    const found = type === 'CAA' ? caa.get(name) : txt.get(name);
    if (found === 'servfail') throw new NetError('servfail', 'No answer.');
    return (type === 'CAA' || type === 'TXT' ? (found ?? []) : []) as never;
  };
  const refuse = (): Promise<never> => Promise.reject(new NetError('connection', 'Not here.'));
  return { txt, caa, asked, resolve, get: refuse, tlsProbe: refuse };
}

/** A key for an account, with a thumbprint that stands for it. */
export async function accountKey(): Promise<AccountKey> {
  const spki = publicKeyDer(await generateKey(curve));
  const thumbprint = createHash('sha256').update(spki).digest('base64url');
  return { spki, thumbprint, jwk: `{"kty":"EC","x":"${thumbprint}"}`, algorithm: 'ES256' };
}

export async function register(
  app: AcmeApp,
  authority: Authority = app.issuing,
): Promise<AcmeAccount> {
  const { account } = await app.acme.register(authority, await accountKey(), {
    termsAgreed: true,
  });
  return account;
}

/** An order for host names, as they are written. */
export function forNames(...names: readonly string[]): NewOrder {
  return { identifiers: names.map((value) => ({ type: 'dns', value })) };
}

/** Puts the proof for an authorization's dns-01 challenge into DNS; gives the slug of the challenge. */
export async function putProof(
  app: AcmeApp,
  account: AcmeAccount,
  authorization: string,
): Promise<string> {
  const { identifier, challenges } = await app.acme.getAuthorization(account, authorization);
  const challenge = challenges.find(({ type }) => type === 'dns-01');
  if (!challenge) throw new Error('no dns-01 challenge');
  const proof = createHash('sha256').update(`${challenge.token}.${account.key.thumbprint}`);
  const name = `_acme-challenge.${identifier.value}`;
  app.net.txt.set(name, [...(app.net.txt.get(name) ?? []), proof.digest('base64url')]);
  return challenge.slug;
}

/** Proves all that an order waits for. */
export async function prove(
  app: AcmeApp,
  account: AcmeAccount,
  { authorizations }: AcmeOrder,
): Promise<void> {
  for (const slug of new Set(authorizations)) {
    const { status } = await app.acme.getAuthorization(account, slug);
    if (status === 'pending') await app.acme.respond(account, await putProof(app, account, slug));
  }
  await app.jobs.idle();
}

/** An order whose every name is proved. */
export async function readyOrder(
  app: AcmeApp,
  account: AcmeAccount,
  order: NewOrder,
): Promise<AcmeOrder> {
  const placed = await app.acme.newOrder(account, order);
  await prove(app, account, placed);
  return app.acme.getOrder(account, placed.slug);
}

/** The DER of a CSR for a new key with these names, host names or other. */
export async function csrFor(
  names: readonly (string | GeneralName)[],
  common?: string,
): Promise<Uint8Array> {
  const value = names.map((name) =>
    typeof name === 'string' ? ({ type: 'DNS', value: name } as const) : name,
  );
  const { der } = await makeCsr(curve, {
    subject: common === undefined ? [] : [{ oid: '2.5.4.3', value: common }],
    extensions:
      value.length === 0 ? [] : [{ type: 'subject_alternative_name', critical: false, value }],
  });
  return der;
}

/** The whole way from order to certificate. */
export async function issueFor(
  app: AcmeApp,
  account: AcmeAccount,
  order: NewOrder,
): Promise<AcmeOrder> {
  const { slug, identifiers } = await readyOrder(app, account, order);
  const names = identifiers.map(({ type, value }) => (type === 'dns' ? value : ipName(value)));
  await app.acme.finalize(account, slug, await csrFor(names));
  await app.jobs.idle();
  return app.acme.getOrder(account, slug);
}

function ipName(value: string): GeneralName {
  return { type: 'IP', value };
}

/** For `assert.rejects`: one of our errors, with this code. */
export function refusal(code: ErrorCode): (error: unknown) => boolean {
  return (error) => isCaError(error, code);
}

/** The head of the trail: every change of state has its event, so nothing changed while this is the same. */
export async function picture(app: AcmeApp): Promise<string> {
  return JSON.stringify(await app.events.head());
}

/** The id by which RFC 9773 §4.1 knows a certificate. */
export function certificateId(der: Uint8Array): string {
  const { serial, extensions } = parseCertificate(der);
  const issuer = findExtension(extensions, 'authority_key_identifier')?.value.key_identifier ?? '';
  const even = serial.padStart(serial.length + (serial.length % 2), '0');
  const octets = Buffer.from(
    Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even,
    'hex',
  );
  return `${Buffer.from(issuer, 'base64').toString('base64url')}.${octets.toString('base64url')}`;
}
