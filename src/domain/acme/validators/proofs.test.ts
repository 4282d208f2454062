import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { createNet, type Net } from '#net';
import { startDns, tableZone, type TestDnsAnswer } from '../../../../test/dns.ts';
import { ChallengeFailure, type ChallengeValidator, type PendingChallenge } from '../validator.ts';
import { dns01 } from './dns-01.ts';
import { accountLabel, dnsAccount01 } from './dns-account-01.ts';
import { dnsPersist01 } from './dns-persist-01.ts';
import { http01 } from './http-01.ts';

const token = 'evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA';
const keyAuthorization = `${token}.nP1qzpXGymHBrUEepNY9HCsQk7K8KhOypzEt62jcerQ`;
const digest = createHash('sha256').update(keyAuthorization).digest('base64url');
const nowMs = Date.UTC(2026, 10, 21);
const accountUrl = 'https://example.com/acme/acct/ExampleAccount';
const pending: PendingChallenge = {
  type: 'http-01',
  identifier: { type: 'dns', value: 'a.test' },
  wildcard: false,
  subdomains: false,
  token,
  keyAuthorization,
  accountUrl,
  issuerNames: ['ca.example'],
  nowMs,
};

test('http-01: the file holds the key authorization and nothing else', async () => {
  const cases: [status: number, body: string, failure: RegExp | undefined][] = [
    [200, keyAuthorization, undefined],
    [200, `${keyAuthorization}\r\n`, undefined],
    [200, `${keyAuthorization} \t\n`, undefined],
    [200, ` ${keyAuthorization}`, /instead of the key authorization/],
    [200, keyAuthorization.toUpperCase(), /instead of/],
    [200, `${keyAuthorization}.`, /instead of/],
    [200, `${keyAuthorization}${' '.repeat(200)}`, /More than 128 octets/],
    [200, '', /holds "" instead of/],
    [200, '<script>alert("\u0007")</script>', /"<script>alert\(\?\?\?\)<\/script>"/],
    [404, keyAuthorization, /the status 404/],
    [206, keyAuthorization, /the status 206/],
    [500, 'secret of the inner network', /the status 500\.$/],
  ];
  await using world = await startWorld(new Map([['a.test A', [{ type: 'A', data: '127.0.0.1' }]]]));
  for (const [status, body, failure] of cases) {
    world.say(status, body);
    await judge(http01, pending, { net: world.net, failure });
  }
  assert.deepEqual(new Set(world.paths), new Set([`/.well-known/acme-challenge/${token}`]));
});

test('http-01: an address is asked itself', async () => {
  await using world = await startWorld(new Map());
  world.say(200, keyAuthorization);
  const challenge: PendingChallenge = {
    ...pending,
    identifier: { type: 'ip', value: '127.0.0.1' },
  };
  await judge(http01, challenge, { net: world.net, failure: undefined });
  const private6: PendingChallenge = { ...pending, identifier: { type: 'ip', value: 'fd00::5' } };
  await judge(http01, private6, { net: world.net, failure: /not public/, type: 'connection' });
});

const label = '_ujmmovf2vn55tgye';

test('dns-account-01: the label is that of the example in the draft', () => {
  assert.equal(accountLabel(accountUrl), label);
});

test('dns-01 and dns-account-01: one of the records is the digest, byte for byte', async () => {
  const txt = (...texts: string[]): TestDnsAnswer => texts.map((data) => ({ type: 'TXT', data }));
  const cases: [records: TestDnsAnswer, failure: RegExp | undefined, type?: string][] = [
    [txt(digest), undefined],
    [txt('something else', digest), undefined],
    [txt(`${digest}=`), /not the digest/],
    [txt(digest.toLowerCase()), /not the digest/],
    [txt(` ${digest}`), /not the digest/],
    [txt(keyAuthorization, 'x'), /and 1 more/],
    [txt('"\\\u0001\u00e9'), /"\?\?\?/],
    [txt(), /no TXT record/],
    ['NXDOMAIN', /NXDOMAIN/, 'dns'],
    ['SERVFAIL', /SERVFAIL/, 'dns'],
    ['REFUSED', /REFUSED/, 'dns'],
  ];
  const places: [validator: ChallengeValidator, name: string][] = [
    [dns01, '_acme-challenge.a.test'],
    [dnsAccount01, `${label}._acme-challenge.a.test`],
  ];
  for (const [validator, name] of places) {
    for (const [records, failure, type] of cases) {
      await using world = await startWorld(new Map([[`${name} TXT`, records]]));
      await judge(validator, pending, { net: world.net, failure, ...(type && { type }) });
      assert.deepEqual(new Set(world.asked), new Set([`${name} TXT`]), validator.type);
    }
  }
});

test('dns-persist-01: a record names the authority and the account, and how far it goes', async () => {
  const named = `accounturi=${accountUrl}`;
  const ends = Math.floor(nowMs / 1000);
  const cases: [text: string, wide: boolean, failure: RegExp | undefined][] = [
    [`ca.example; ${named}`, false, undefined],
    [`CA.Example;${named};other=x`, false, undefined],
    [`ca.example; ${named}; policy=wildcard`, false, undefined],
    [`ca.example; ${named}; POLICY=Wildcard`, true, undefined],
    [`ca.example; ${named}; persistUntil=${ends}`, false, undefined],
    [`ca.example; ${named}; persistUntil=${ends - 1}`, false, /it has ended/],
    [`ca.example; ${named}; persistUntil=soon`, false, /it has ended/],
    [`ca.example; ${named}; persistUntil=`, false, /it has ended/],
    [`ca.example; ${named}`, true, /names below/],
    [`ca.example; ${named}; policy=specific`, true, /names below/],
    [`ca.example; ${named}; policy=other; policy=wildcard`, true, /twice/],
    [`other.example; ${named}`, false, /another authority/],
    [`; ${named}`, false, /another authority/],
    ['ca.example', false, /another account, or none/],
    ['ca.example; accounturi=', false, /another account/],
    [`ca.example; ${named}/`, false, /another account/],
    [`ca.example; ${named}; ${named}`, false, /twice/],
    [`ca.example ${named}`, false, /malformed/],
    [digest, false, /malformed|another authority/],
  ];
  for (const [data, wildcard, failure] of cases) {
    const records = [{ type: 'TXT' as const, data }];
    await using world = await startWorld(new Map([['_validation-persist.a.test TXT', records]]));
    const { token: _token, keyAuthorization: _none, ...rest } = pending;
    const challenge = { ...rest, token: null, keyAuthorization: null };
    await judge(dnsPersist01, { ...challenge, wildcard }, { net: world.net, failure }, data);
    const subdomains = { ...challenge, subdomains: wildcard };
    await judge(dnsPersist01, subdomains, { net: world.net, failure }, data);
  }
});

interface World extends AsyncDisposable {
  readonly net: Net;
  readonly paths: string[];
  readonly asked: readonly string[];
  say(status: number, body: string): void;
}

/** A name server and a web server on the loopback, the web server on whatever port. */
async function startWorld(zone: ReadonlyMap<string, TestDnsAnswer>): Promise<World> {
  const dns = await startDns(tableZone(zone));
  let said = { status: 200, body: '' };
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.writeHead(said.status).end(said.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const ports = { http: port, https: port };
  return {
    net: createNet({ resolvers: [dns.server], allow: ['127.0.0.0/8'], ports }),
    paths,
    asked: dns.asked,
    say: (status, body) => void (said = { status, body }),
    [Symbol.asyncDispose]: async () => {
      server.close();
      await dns[Symbol.asyncDispose]();
    },
  };
}

/** Holds when the validator fails with those words, or does not fail where there are none. */
async function judge(
  validator: ChallengeValidator,
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
  name: string = String(failure),
): Promise<void> {
  const judged = validator.validate(challenge, net, AbortSignal.timeout(5000));
  if (!failure) return judged;
  await assert.rejects(
    judged,
    (error) => {
      assert.ok(error instanceof ChallengeFailure, String(error));
      assert.match(error.message, failure);
      assert.equal(error.type, type);
      assert.match(error.message, /^[\x20-\x7e]*$/);
      return true;
    },
    name,
  );
}
