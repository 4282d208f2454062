import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { describe, test } from 'node:test';
import { hour } from '#base';
import { name, parseCertificateBundle, parseCrl, parseCrlText, parsePkcs7 } from '#x509';
import { makeCsr } from '../../../test/csr.ts';
import { testServer, type TestServer } from '../../../test/journeys/test-server.ts';

async function ready(): Promise<TestServer> {
  const server = await testServer();
  await server.ca.events.idle();
  await server.ca.jobs.idle();
  return server;
}

async function revokeOne(server: TestServer, cn: string, csr: string): Promise<string> {
  const { ca } = server;
  const issued = await ca.certificates.issue(ca.issuing, { csr, subject: name(`CN=${cn}`) });
  await ca.certificates.revoke(issued);
  return issued.serial;
}

async function settle({ ca }: TestServer): Promise<void> {
  await ca.events.idle();
  await ca.jobs.idle();
}

describe('crl/', () => {
  test('is answered where django-ca answers it, in DER and PEM', async () => {
    await using server = await ready();
    const { root, issuing } = server.ca;
    const colons = issuing.serial.toLowerCase().match(/../g)?.join(':') ?? '';
    const cases: [url: string, status: number, type: string | undefined][] = [
      [`/crl/${issuing.serial}/`, 200, 'application/pkix-crl'],
      [`/crl/${issuing.serial}/?encoding=DER`, 200, 'application/pkix-crl'],
      [`/crl/${issuing.serial}/?encoding=PEM`, 200, 'text/plain'],
      [`/crl/ca/${root.serial}/`, 200, 'application/pkix-crl'],
      [`/crl/${colons}/`, 200, 'application/pkix-crl'],
      [`/crl/${issuing.serial}/?encoding=X`, 400, 'text/plain'],
      [`/crl/${issuing.serial}/?encoding=PEM&encoding=DER`, 400, 'text/plain'],
      ['/crl/ABCD/', 404, undefined],
      ['/crl/ca/ABCD/', 404, undefined],
      [`/crl/${issuing.serial}/delta/`, 404, undefined],
      [`/crl/${issuing.serial}/shard/3.crl`, 404, undefined],
      [`/crl/${issuing.serial}/shard/9999.crl`, 404, undefined],
    ];
    for (const [url, status, type] of cases) {
      const answer = await server.fetch('GET', url);
      assert.equal(answer.status, status, url);
      if (type !== undefined) assert.equal(answer.headers['content-type'], type, url);
    }
    const wrong = await server.fetch('GET', `/crl/${issuing.serial}/?encoding=X`);
    assert.equal(wrong.text, 'Invalid encoding requested.');
    const pem = await server.fetch('GET', `/crl/${issuing.serial}/?encoding=PEM`);
    const der = await server.fetch('GET', `/crl/${issuing.serial}/`);
    assert.deepEqual(parseCrlText(pem.text).der, parseCrl(der.bytes).der);
  });

  test('tells caches how long to keep it, and who has it that nothing is new', async () => {
    await using server = await ready();
    const url = `/crl/${server.ca.issuing.serial}/`;
    const fresh = await server.fetch('GET', url);
    assert.equal(fresh.headers['last-modified'], undefined, 'another one may come in this second');
    server.ca.clock.advance(2000);
    const { headers, bytes } = await server.fetch('GET', url);
    assert.equal(headers['etag'], fresh.headers['etag']);
    assert.equal(headers['cache-control'], 'public, max-age=600');
    assert.equal(headers['last-modified'], 'Sat, 21 Nov 2026 12:00:32 GMT');
    const head = await server.fetch('HEAD', url);
    assert.deepEqual([head.status, head.bytes.length], [200, 0]);
    assert.equal(Number(head.headers['content-length']), bytes.length);
    for (const [condition, from] of [
      ['if-none-match', 'etag'],
      ['if-modified-since', 'last-modified'],
    ] as const) {
      const again = await server.fetch('GET', url, { [condition]: String(headers[from]) });
      assert.deepEqual([again.status, again.text], [304, '']);
      assert.equal(again.headers['etag'], headers['etag']);
    }
    await revokeOne(server, 'x', (await makeCsr()).pem);
    await settle(server);
    for (const [condition, from] of [
      ['if-none-match', 'etag'],
      ['if-modified-since', 'last-modified'],
    ] as const) {
      const anew = await server.fetch('GET', url, { [condition]: String(headers[from]) });
      assert.equal(anew.status, 200, condition);
    }
    server.ca.clock.advance(24 * hour - 60_000);
    assert.equal((await server.fetch('GET', url)).headers['cache-control'], 'public, max-age=60');
    server.ca.clock.advance(60_000);
    assert.equal((await server.fetch('GET', url)).headers['cache-control'], 'no-cache');
  });

  test('is sent in part, and compressed, to those who ask for it', async () => {
    await using server = await ready();
    const url = `/crl/${server.ca.issuing.serial}/`;
    const csr = (await makeCsr()).pem;
    for (let i = 0; i < 25; i++) await revokeOne(server, `host${i}`, csr);
    await settle(server);
    const whole = await server.fetch('GET', url);
    assert.equal(whole.headers['vary'], 'accept-encoding');
    assert.equal(whole.headers['content-encoding'], undefined);
    const small = await server.fetch('GET', url, { 'accept-encoding': 'gzip, br' });
    assert.equal(small.headers['content-encoding'], 'gzip');
    assert.ok(small.bytes.length < whole.bytes.length);
    assert.notEqual(small.headers['etag'], whole.headers['etag']);
    assert.deepEqual(new Uint8Array(gunzipSync(small.bytes)), whole.bytes);
    const part = await server.fetch('GET', url, {
      range: 'bytes=100-199',
      'accept-encoding': 'gzip',
    });
    assert.deepEqual(
      [part.status, part.headers['content-range'], part.headers['content-encoding']],
      [206, `bytes 100-199/${whole.bytes.length}`, undefined],
    );
    assert.deepEqual(part.bytes, whole.bytes.slice(100, 200));
    const all = await server.fetch('HEAD', url, { range: 'bytes=100-199' });
    assert.deepEqual(
      [all.status, all.headers['content-length']],
      [200, String(whole.bytes.length)],
      'ranges are for GET (RFC 9110 §14.2)',
    );
    const outside = await server.fetch('GET', url, { range: 'bytes=100000-' });
    assert.deepEqual(
      [outside.status, outside.headers['content-range']],
      [416, `bytes */${whole.bytes.length}`],
    );
  });

  test('goes on being answered for authorities that are disabled or have expired', async () => {
    await using server = await ready();
    const { ca } = server;
    await ca.authorities.update(ca.issuing, { enabled: false });
    ca.clock.advance(20 * 365 * 24 * hour);
    for (const path of [`crl/${ca.issuing.serial}/`, `issuer/${ca.issuing.serial}.der`])
      assert.equal((await server.fetch('GET', `/${path}`)).status, 200, path);
  });
});

test('issuer/ has the certificate of an authority, and the chain above it', async () => {
  await using server = await ready();
  const { root, issuing } = server.ca;
  const chain = [issuing.certificate.der, root.certificate.der];
  const der = await server.fetch('GET', `/issuer/${issuing.serial}.der`);
  assert.equal(der.headers['content-type'], 'application/pkix-cert');
  assert.deepEqual(der.bytes, issuing.certificate.der);
  const pem = await server.fetch('GET', `/issuer/${issuing.serial}.pem`);
  assert.equal(pem.headers['content-type'], 'application/pem-certificate-chain');
  assert.deepEqual(
    parseCertificateBundle(pem.text).map((each) => each.der),
    chain,
  );
  const p7c = await server.fetch('GET', `/issuer/${issuing.serial}.p7c`);
  assert.equal(p7c.headers['content-type'], 'application/pkcs7-mime; smime-type=certs-only');
  assert.deepEqual(parsePkcs7(p7c.bytes), chain);
  const known = { 'if-none-match': String(der.headers['etag']) };
  assert.equal((await server.fetch('GET', `/issuer/${issuing.serial}.der`, known)).status, 304);
  for (const file of ['ABCD.der', `${issuing.serial}.crt`, issuing.serial])
    assert.equal((await server.fetch('GET', `/issuer/${file}`)).status, 404, file);
});
