import assert from 'node:assert/strict';
import { join } from 'node:path';
import { present } from '#base';
import { temporaryDirectory } from '#oracles';
import type { Against, Comparison, Lane, Size, Suite } from '../suite.ts';
import { httpLane, type Load } from './load.ts';
import { openBare, openNginx, openOpenssl } from './peers.ts';
import { startProcess } from './process.ts';
import { closing, get, isGood, post, requestsTo, type OcspRequests } from './requests.ts';
import type { Served } from './serve.ts';
import { bareSigning } from './signing.ts';
import { sumLane } from './sum.ts';

/** For so long the server answers before anything is measured: until the compiler has seen what is hot. */
const warmUpMs: Readonly<Record<Size, number>> = { full: 6000, smoke: 10 };

/** Our server over HTTP on loopback, beside nginx with the same bytes as files, and beside `openssl ocsp`. */
export const ocsp: Suite = {
  name: 'ocsp',
  summary:
    'OCSP answers over HTTP: stored by GET and POST, fresh for a nonce; CPU time of the server',
  // Of 20 ms, a server spends a good part on finding its memory again after the others had their turns.
  turnMs: 100,
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
    const peers: Peers = {
      ours: { server, port: served.port },
      bare: opened.use(await openBare(answerBytes)),
      nginx: opened.use(await openNginx(`${directory.path}/published`)),
      openssl: opensslLanes(opened.use(await openOpenssl(count))),
    };
    const requests = Object.entries(served.authorities).map(
      ([kind, authority]) => [kind, requestsTo(authority)] as const,
    );
    const [, first] = present(requests[0], 'an authority');
    const stored = [...first.gets, ...first.posts];
    const once = lane('each for the first time', peers.ours, stored);
    for (let asked = 0; asked < stored.length; asked++) await once.once();
    for (const each of [stored, first.nonces])
      await lane('warming up', peers.ours, each).round(warmUpMs[size]);
    const comparisons = [...cached(peers, first)];
    for (const [kind, each] of requests) comparisons.push(...(await fresh(peers, kind, each)));
    const rest = opened.move();
    return { comparisons, close: () => rest.disposeAsync() };
  },
};

type Place = Pick<Load, 'server' | 'port'>;

/** Who is asked. */
interface Peers {
  readonly ours: Place;
  readonly bare: Place;
  readonly nginx: Place | undefined;
  readonly openssl: readonly Lane[];
}

/** As much as a constant answer has, about that of an OCSP answer. */
const answerBytes = 900;

/**
 * How many signatures of its key an answer may cost. As each is verified before it leaves, which with P-256 costs 2.8
 * signatures and with Ed25519 about as much, only keys that verify quickly can keep to it: the floor is a line of its own.
 */
const maxCost = 2.86;

/** Stored answers: each connection for many of them, and for one. */
function cached({ ours, bare, nginx, openssl }: Peers, { gets, posts }: OcspRequests) {
  const single = gets.map(closing);
  const files = (label: string, requests: readonly Buffer[], closes = false): Lane[] =>
    nginx ? [lane(label, nginx, requests, closes)] : [];
  const least = (requests: readonly Buffer[], closes = false): Lane =>
    httpLane({ ...constant, ...bare, label: 'bare node:net, one piece', requests, closes });
  const comparisons: Comparison[] = [
    {
      ours: lane('ocsp-cached, by GET', ours, gets),
      against: [
        ...against(files('nginx, the same bytes as files', gets), 'speed', 1),
        ...against([least(gets)], 'speed'),
        ...against([httpLane({ ...constant, ...ours })], 'speed'),
        ...against(openssl, 'speed', 4),
      ],
    },
    {
      ours: lane('ocsp-cached, by POST', ours, posts),
      against: [
        ...against(files('nginx, the same bytes by GET', gets), 'speed', 1),
        ...against([least(posts)], 'speed'),
        ...against(openssl, 'speed', 4),
      ],
    },
    {
      ours: lane('ocsp-cached, a connection each', ours, single, true),
      against: [
        ...against(files('nginx, a connection each', single, true), 'speed'),
        ...against([least(single, true)], 'speed'),
        ...against(openssl, 'speed'),
      ],
    },
  ];
  return comparisons;
}

/** Answers that are signed for one request, beside what they cannot do without. */
async function fresh(
  { ours, openssl }: Peers,
  kind: string,
  { posts, nonces }: OcspRequests,
): Promise<Comparison[]> {
  const { signature, verification } = await bareSigning(kind);
  const both = sumLane(`crypto.sign + verify, ${kind}`, [signature, verification]);
  const http = lane('a stored answer by POST', ours, posts);
  const floor = sumLane(`floor: sign + verify + HTTP, ${kind}`, [signature, verification, http]);
  const comparisons: Comparison[] = [
    {
      ours: lane(`ocsp-sign, a nonce each, ${kind}`, ours, nonces),
      against: [
        ...against([signature], 'cost', maxCost),
        ...against([both, floor], 'cost'),
        ...(kind === 'P-256' ? against(openssl, 'speed', 1.5) : []),
      ],
    },
  ];
  if (kind !== 'P-256') return comparisons;
  const label = 'ocsp-sign, a nonce and a connection each';
  return [
    ...comparisons,
    { ours: floor, against: [...against([signature], 'cost'), ...against(openssl, 'speed')] },
    {
      ours: lane(label, ours, nonces.map(closing), true),
      against: against(openssl, 'speed'),
    },
  ];
}

function disposable<T extends Disposable>(value: T): T & AsyncDisposable {
  return Object.assign(value, { [Symbol.asyncDispose]: async () => value[Symbol.dispose]() });
}

function against(lanes: readonly Lane[], by: Against['by'], target?: number): Against[] {
  return lanes.map((lane) => ({ lane, by, ...(target !== undefined && { target }) }));
}

function lane(label: string, place: Place, requests: readonly Buffer[], closes = false): Lane {
  return httpLane({ label, ...place, requests, closes, check: isGood });
}

const constant = {
  label: 'the same server, a constant by GET',
  requests: [get('/constant')],
  check: (body: Buffer) => assert.equal(body.length, answerBytes),
};

/** It ends the connection after each answer, whatever it is asked. */
function opensslLanes(openssl: Awaited<ReturnType<typeof openOpenssl>>): Lane[] {
  if (!openssl) return [];
  const requests = openssl.requests.map((each) => post('/', each, true));
  return [lane('openssl ocsp, a connection each', openssl, requests, true)];
}
