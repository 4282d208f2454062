import assert from 'node:assert/strict';
import test from 'node:test';
import type { Authority } from '#authorities';
import { second } from '#base';
import { parsePem } from '#der';
import { openssl, skipWithout, temporaryDirectory } from '#oracles';
import { name } from '#x509';
import { joseBody, signJws, type AcmeAnswer, type AcmeClient } from './acme-client.ts';
import { finalize, links, placeOrder, proveAll } from './acme-order.ts';
import { acmeWorld, type AcmeWorld } from './acme-world.ts';

/** How an authority comes to a second root. */
interface SecondRoot {
  readonly name: string;
  /** Whether the other chain leads to the first root as well: by what it has below its link. */
  readonly keepsFirst: boolean;
  /** Gives that root. */
  make(world: AcmeWorld): Promise<Authority>;
}

const secondRoots: readonly SecondRoot[] = [
  {
    name: 'cross-signed by another root',
    keepsFirst: false,
    make: async ({ ca: { authorities, issuing } }) => {
      const other = await authorities.create({ name: 'other', subject: name('CN=Other Root') });
      await authorities.crossSign(issuing, other);
      return other;
    },
  },
  {
    name: 'below a root that was given a new key',
    keepsFirst: true,
    make: ({ ca: { authorities, root } }) => authorities.rekey(root, { name: 'root 2' }),
  },
];

for (const { name: how, keepsFirst, make } of secondRoots) {
  test(
    `an authority ${how}: each chain is linked from the other and leads to its root`,
    { skip: skipWithout('openssl') },
    async () => {
      await using world = await acmeWorld();
      const roots = [world.ca.root, await make(world)];
      const { client, url, answer } = await issue(world);
      const [alternate = '', ...more] = links(answer, 'alternate');
      assert.deepEqual([alternate, more], [`${url}1/`, []]);
      const other = await client.post(alternate);
      assert.equal(other.headers['content-type'], 'application/pem-certificate-chain');
      assert.deepEqual(links(other, 'alternate'), [url]);
      const verdicts = [];
      for (const { text } of [answer, other]) {
        for (const root of roots) verdicts.push(await leadsTo(world, text, root));
      }
      assert.deepEqual(verdicts, [true, false, keepsFirst, true]);
      assert.equal((await client.post(`${url}2/`)).status, 401, 'there is no third');
    },
  );
}

test('a certificate comes alone, in DER, to whoever asks for that, and in PEM to whoever asks for what there is not', async () => {
  await using world = await acmeWorld();
  const { client, url, answer } = await issue(world);
  const [leaf] = parsePem(answer.text);
  const pem = 'application/pem-certificate-chain';
  const cases: readonly [accept: string, type: string][] = [
    ['application/pkix-cert', 'application/pkix-cert'],
    ['application/pkix-cert;q=0.5, text/plain', 'application/pkix-cert'],
    [`application/pkix-cert, ${pem}`, pem],
    ['application/pkcs7-mime', pem],
    ['*/*', pem],
  ];
  for (const [accept, type] of cases) {
    const { headers, body } = joseBody(signJws(client.key, await client.header(url), ''));
    const asked = await world.send('POST', url, { headers: { ...headers, accept }, body });
    assert.deepEqual([asked.status, asked.headers['content-type']], [200, type], accept);
    assert.deepEqual(
      asked.bytes,
      type === pem ? Buffer.from(answer.text) : Buffer.from(leaf?.der ?? []),
      accept,
    );
  }
});

interface Issued {
  readonly client: AcmeClient;
  /** Of the certificate. */
  readonly url: string;
  readonly answer: AcmeAnswer;
}

async function issue(world: AcmeWorld): Promise<Issued> {
  const client = world.client();
  await client.register();
  const names = ['a.test'];
  const placed = await placeOrder(world, client, names);
  await proveAll(world, client, placed);
  const order = String(placed.headers['location']);
  const answer = await finalize(world, client, { order, names });
  const url = String((await client.post(order)).json['certificate']);
  return { client, url, answer };
}

/** Whether OpenSSL, at the time of the test, finds the way from the first certificate of a chain to a root. */
async function leadsTo({ ca }: AcmeWorld, chain: string, root: Authority): Promise<boolean> {
  using directory = temporaryDirectory();
  const file = directory.write('chain.pem', chain);
  const { exitCode } = await openssl([
    ...['verify', '-x509_strict', '-attime', `${Math.floor(ca.clock.now() / second) + 60}`],
    ...['-CAfile', directory.write('root.pem', root.pem), '-untrusted', file, file],
  ]);
  return exitCode === 0;
}
