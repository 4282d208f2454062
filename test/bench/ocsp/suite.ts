import assert from 'node:assert/strict';
import { join } from 'node:path';
import { present, toBase64 } from '#base';
import { parseOnePem } from '#der';
import { temporaryDirectory } from '#oracles';
import {
  encodeCertId,
  encodeOcspRequest,
  issuerId,
  parseCertificate,
  parseOcspResponse,
  type KeySpec,
} from '#x509';
import { bareSign, bareVerify, keySpecs, makeKey } from '../x509/keys.ts';
import { operation } from '../operation.ts';
import type { Against, Comparison, Lane, Suite } from '../suite.ts';
import { httpLane, type Load } from './load.ts';
import { openNginx, openOpenssl } from './peers.ts';
import { startProcess } from './process.ts';
import type { Served, ServedAuthority } from './serve.ts';

/** Our server over HTTP on loopback, beside nginx with the same bytes as files, and beside `openssl ocsp`. */
export const ocsp: Suite = {
  name: 'ocsp',
  summary:
    'OCSP answers over HTTP: stored by GET and POST, fresh for a nonce; CPU time of the server',
  open: async (size) => {
    const count = size === 'smoke' ? 2 : 1000;
    await using opened = new AsyncDisposableStack();
    const directory = opened.use(disposable(temporaryDirectory()));
    const program = join(import.meta.dirname, 'serve.ts');
    const server = await startProcess(process.execPath, [program, directory.path, String(count)], {
      prints: true,
    });
    opened.defer(() => server.stop());
    const served = JSON.parse(server.firstLine) as Served;
    const nginx = opened.use(await openNginx(`${directory.path}/published`));
    const openssl = opened.use(await openOpenssl(count));
    const ours = { server, port: served.port };
    const requests = Object.entries(served.authorities).map(
      ([kind, authority]) => [kind, requestsTo(authority)] as const,
    );
    const [, { gets, posts }] = present(requests[0], 'an authority');
    const peer = (label: string, requests: readonly Buffer[], closes = false): Lane[] =>
      nginx ? [httpLane({ label, ...nginx, requests, closes, check: isGood })] : [];
    const signing: Lane[] = openssl
      ? [
          httpLane({
            label: 'openssl ocsp, a connection each',
            ...openssl,
            requests: openssl.requests.map((each) => post('/', each, true)),
            closes: true,
            check: isGood,
          }),
        ]
      : [];
    const constant: Load = {
      label: 'the same server, a constant by GET',
      ...ours,
      requests: [get('/constant')],
      check: (body) => assert.equal(body.length, 900),
    };
    const lane = (label: string, requests: readonly Buffer[], closes = false): Lane =>
      httpLane({ label, ...ours, requests, closes, check: isGood });
    const stored = [...gets, ...posts];
    const first = lane('each for the first time', stored);
    for (let asked = 0; asked < stored.length; asked++) await first.once();
    const comparisons: Comparison[] = [
      {
        ours: lane('ocsp-cached, by GET', gets),
        against: [
          ...against(peer('nginx, the same bytes as files', gets), 'speed', 0.6),
          ...against([httpLane(constant)], 'speed'),
          ...against(signing, 'speed', 4),
        ],
      },
      {
        ours: lane('ocsp-cached, by POST', posts),
        against: [
          ...against(peer('nginx, the same bytes by GET', gets), 'speed', 0.6),
          ...against(signing, 'speed', 4),
        ],
      },
      {
        ours: lane('ocsp-cached, a connection each', gets.map(closing), true),
        against: [
          ...against(peer('nginx, a connection each', gets.map(closing), true), 'speed'),
          ...against(signing, 'speed'),
        ],
      },
      ...(await Promise.all(
        requests.map(async ([kind, { nonces }]) => ({
          ours: lane(`ocsp-sign, a nonce each, ${kind}`, nonces),
          against: [
            ...against([await signature(kind)], 'cost', maxCost),
            ...(kind === 'P-256' ? against(signing, 'speed', 1.5) : []),
          ],
        })),
      )),
    ];
    const rest = opened.move();
    return { comparisons, close: () => rest.disposeAsync() };
  },
};

function disposable<T extends Disposable>(value: T): T & AsyncDisposable {
  return Object.assign(value, { [Symbol.asyncDispose]: async () => value[Symbol.dispose]() });
}

function against(lanes: readonly Lane[], by: Against['by'], target?: number): Against[] {
  return lanes.map((lane) => ({ lane, by, ...(target !== undefined && { target }) }));
}

/**
 * How many signatures of its key an answer may cost. As each is verified before it leaves, which with P-256 costs 2.8
 * signatures and with Ed25519 about as much, only keys that verify quickly can keep to it.
 */
const maxCost = 2.86;

function requestsTo({ issuerPem, serial: authoritySerial, serials }: ServedAuthority) {
  const issuer = parseCertificate(parseOnePem(issuerPem, 'CERTIFICATE'));
  const id = issuerId(issuer, 'SHA1');
  const path = `/ocsp/${authoritySerial}/cert/`;
  const ids = serials.map((serial) => encodeCertId(id, serial));
  return {
    gets: ids.map((each) => get(`${path}${toBase64(encodeOcspRequest([each]))}`)),
    posts: ids.map((each) => post(path, encodeOcspRequest([each]))),
    nonces: ids.map((each, i) => post(path, encodeOcspRequest([each], new Uint8Array(32).fill(i)))),
  };
}

function get(path: string): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
}

function post(path: string, body: Uint8Array, closes = false): Buffer {
  const head = [
    `POST ${path} HTTP/1.${closes ? 0 : 1}`,
    'host: 127.0.0.1',
    'content-type: application/ocsp-request',
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
}

function closing(request: Buffer): Buffer {
  return Buffer.from(
    request.toString('latin1').replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'),
  );
}

function isGood(body: Buffer): void {
  const { basic } = parseOcspResponse(new Uint8Array(body));
  assert.equal(basic?.responses[0]?.status.type, 'good');
}

const specs: Readonly<Record<string, KeySpec>> = { ...keySpecs, Ed25519: { type: 'ed25519' } };

/** One signature with the key of a responder, in this process: what a fresh answer cannot do without. */
async function signature(kind: string): Promise<Lane> {
  const key = await makeKey(present(specs[kind], 'a kind of key'));
  const message = new Uint8Array(200).fill(7);
  return operation({
    label: `crypto.sign, ${kind}`,
    run: () => bareSign(key, message),
    check: (made) => assert.ok(bareVerify(key, message, made)),
  });
}
