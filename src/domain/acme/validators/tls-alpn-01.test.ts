import assert from 'node:assert/strict';
import { createHash, type KeyObject } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import test, { before } from 'node:test';
import { createServer, type TlsOptions } from 'node:tls';
import { toBase64 } from '#base';
import { createNet, type Net } from '#net';
import {
  certificatePem,
  chooseSignatureAlgorithm,
  encodeSigned,
  encodeTbsCertificate,
  generateKey,
  name,
  nameDer,
  privateKeyPem,
  publicKeyDer,
  signMessage,
  type Extension,
  type GeneralName,
} from '#x509';
import { startDns, tableZone, type TestDnsAnswer } from '../../../../test/dns.ts';
import { ChallengeFailure, type PendingChallenge } from '../validator.ts';
import { serverName, tlsAlpn01 } from './tls-alpn-01.ts';

const keyAuthorization = 'token.thumbprint';
const digest = toBase64(createHash('sha256').update(keyAuthorization).digest());
const pending: PendingChallenge = {
  type: 'tls-alpn-01',
  identifier: { type: 'dns', value: 'a.test' },
  wildcard: false,
  subdomains: false,
  token: 'token',
  keyAuthorization,
  accountUrl: 'https://ca.example/acct/1/',
  issuerNames: [],
  nowMs: 0,
};
const dnsName = (value: string): GeneralName => ({ type: 'DNS', value });
let key: KeyObject;
let other: KeyObject;

before(async () => {
  key = await generateKey({ type: 'ec', curve: 'P-256' });
  other = await generateKey({ type: 'ec', curve: 'P-256' });
});

interface Shown {
  readonly names?: readonly GeneralName[];
  readonly digest?: string | null;
  readonly critical?: boolean;
  readonly issuer?: string;
  readonly signer?: 'other';
  readonly oid?: string;
}

test('the certificate shown is for this identifier, this key authorization and nothing else', async () => {
  const cases: [shown: Shown, failure: RegExp | undefined][] = [
    [{}, undefined],
    [{ names: [dnsName('A.Test')] }, undefined],
    [{ names: [dnsName('b.test')] }, /does not name this identifier/],
    [{ names: [dnsName('*.test')] }, /does not name this identifier/],
    [{ names: [dnsName('a.test'), dnsName('b.test')] }, /names another as well/],
    [{ names: [dnsName('a.test'), dnsName('a.test')] }, /names another as well/],
    [{ names: [dnsName('a.test'), { type: 'IP', value: '127.0.0.1' }] }, /another as well/],
    [{ names: [dnsName('a.test'), { type: 'email', value: 'a@a.test' }] }, /another as well/],
    [{ names: [{ type: 'URI', value: 'https://a.test/' }] }, /does not name/],
    [{ names: [] }, /does not name/],
    [{ digest: toBase64(createHash('sha256').update('other').digest()) }, /another key authoriz/],
    [{ digest: null }, /lacks the extension/],
    [{ oid: '1.3.6.1.5.5.7.1.30.1', digest: null }, /lacks the extension/],
    [{ critical: false }, /not critical/],
    [{ issuer: 'CN=Somebody' }, /not self-signed/],
    [{ signer: 'other' }, /not self-signed/],
  ];
  for (const [shown, failure] of cases) {
    await using world = await startWorld(await server(shown));
    await judge(pending, { net: world.net, failure });
    assert.deepEqual(world.names, ['a.test']);
  }
});

test('the handshake is one of TLS 1.2 or 1.3 that agrees to acme-tls/1', async () => {
  const usual = await server({});
  const { ALPNProtocols: _, ...withoutAlpn } = usual;
  const cases: [options: TlsOptions, failure: RegExp | undefined, type?: string][] = [
    [{ ...usual, maxVersion: 'TLSv1.2' }, undefined],
    [{ ...usual, minVersion: 'TLSv1.3' }, undefined],
    [{ ...usual, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }, /no TLS handshake/, 'tls'],
    [{ ...usual, ALPNProtocols: ['h2'] }, /no TLS handshake/, 'tls'],
    [withoutAlpn, /did not agree/],
  ];
  for (const [options, failure, type] of cases) {
    await using world = await startWorld(options);
    await judge(pending, { net: world.net, failure, ...(type && { type }) });
  }
});

test('an address is asked for by its name in the reverse zone', async () => {
  const cases: [address: string, asked: string][] = [
    ['127.0.0.1', '1.0.0.127.in-addr.arpa'],
    ['192.0.2.130', '130.2.0.192.in-addr.arpa'],
    ['2001:db8::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ];
  for (const [value, asked] of cases) assert.equal(serverName({ type: 'ip', value }), asked);
  const challenge: PendingChallenge = {
    ...pending,
    identifier: { type: 'ip', value: '127.0.0.1' },
  };
  const shown: [names: readonly GeneralName[], failure: RegExp | undefined][] = [
    [[{ type: 'IP', value: '127.0.0.1' }], undefined],
    [[{ type: 'IP', value: '127.0.0.2' }], /does not name this identifier/],
    [[dnsName('1.0.0.127.in-addr.arpa')], /does not name this identifier/],
  ];
  for (const [names, failure] of shown) {
    await using world = await startWorld(await server({ names }));
    await judge(challenge, { net: world.net, failure });
    assert.deepEqual(world.names, ['1.0.0.127.in-addr.arpa']);
  }
});

/** A server with a certificate made of what is shown. */
async function server(shown: Shown): Promise<TlsOptions> {
  const spki = publicKeyDer(key);
  const algorithm = chooseSignatureAlgorithm(spki);
  const tbs = encodeTbsCertificate({
    serial: '0A',
    algorithm,
    issuerDer: nameDer(name(shown.issuer ?? 'CN=ACME Challenge')),
    subjectDer: nameDer(name('CN=ACME Challenge')),
    notBeforeMs: Date.UTC(2026, 0, 1),
    notAfterMs: Date.UTC(2027, 0, 1),
    spki,
    extensions: extensions(shown),
  });
  const signature = await signMessage(shown.signer ? other : key, algorithm, tbs);
  return {
    cert: certificatePem(encodeSigned(tbs, algorithm, signature)),
    key: await privateKeyPem(key),
    ALPNProtocols: ['acme-tls/1'],
    ciphers: 'DEFAULT@SECLEVEL=0',
  };
}

function extensions({
  names = [dnsName('a.test')],
  digest: value = digest,
  critical = true,
  oid,
}: Shown): readonly Extension[] {
  return [
    ...(names.length > 0
      ? [{ type: 'subject_alternative_name' as const, critical: false, value: names }]
      : []),
    ...(value === null ? [] : [{ type: 'acme_identifier' as const, critical, value }]),
    ...(oid === undefined
      ? []
      : [{ type: 'unknown' as const, critical: true, value: { oid, value: digest } }]),
  ];
}

interface World extends AsyncDisposable {
  readonly net: Net;
  /** What was asked for by server_name. */
  readonly names: unknown[];
}

async function startWorld(options: TlsOptions): Promise<World> {
  const zone = new Map<string, TestDnsAnswer>([['a.test A', [{ type: 'A', data: '127.0.0.1' }]]]);
  const dns = await startDns(tableZone(zone));
  const names: unknown[] = [];
  const SNICallback: TlsOptions['SNICallback'] = (servername, done) => {
    names.push(servername);
    done(null);
  };
  const listener = createServer({ ...options, SNICallback });
  listener.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  return {
    net: createNet({
      resolvers: [dns.server],
      allow: ['127.0.0.0/8'],
      ports: { http: port, https: port },
    }),
    names,
    [Symbol.asyncDispose]: async () => {
      listener.close();
      await dns[Symbol.asyncDispose]();
    },
  };
}

/** Holds when the look fails with those words, or does not fail where there are none. */
async function judge(
  challenge: PendingChallenge,
  {
    net,
    failure,
    type = 'incorrectResponse',
  }: {
    readonly net: Net;
    readonly failure: RegExp | undefined;
    readonly type?: string;
  },
): Promise<void> {
  const judged = tlsAlpn01.validate(challenge, net, AbortSignal.timeout(5000));
  if (!failure) return judged;
  await assert.rejects(judged, (error) => {
    assert.ok(error instanceof ChallengeFailure, String(error));
    assert.match(error.message, failure);
    assert.equal(error.type, type);
    return true;
  });
}
