import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import { day, hour, randomOctets, toHex, utf8 } from '#base';
import { createHttp, createLogger, type Http } from '#http';
import { temporaryDirectory } from '#oracles';
import { createStatus, directoryPlace, publishAnswers } from '#status';
import { issue, ocspApp, requestAbout, told } from '../../../test/ocsp.ts';
import type { TestApp } from '../../../test/app.ts';
import { findPathRequest } from './ocsp-path.ts';

const contentType = 'application/ocsp-response';
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The server below a prefix, with responders. */
async function ready(): Promise<{ ca: TestApp; http: Http } & AsyncDisposable> {
  const ca = await ocspApp();
  const http = await createHttp({
    users: ca.users,
    surfaces: [createStatus(ca)],
    logger: createLogger({ level: 'silent' }),
    path: 'django_ca/',
    limits: { lagMs: 60_000 },
  });
  return {
    ca,
    http,
    [Symbol.asyncDispose]: async () => {
      await http.close();
      await ca[Symbol.asyncDispose]();
    },
  };
}

type Answer = Awaited<ReturnType<Http['inject']>>;

function says({ rawPayload }: Answer): string {
  return told({ der: new Uint8Array(rawPayload), keep: null }).says;
}

describe('ocsp/', () => {
  test('is asked by POST and by GET, for certificates and for authorities, whatever the content type', async () => {
    await using server = await ready();
    const { ca, http } = server;
    const leaf = await issue(ca);
    const cases = [
      [ca.issuing, leaf.serial, 'cert'],
      [ca.issuing, leaf.serial, 'ca'],
      [ca.root, ca.issuing.serial, 'ca'],
    ] as const;
    for (const [authority, serial, kind] of cases) {
      const url = `/django_ca/ocsp/${authority.serial}/${kind}/`;
      const payload = Buffer.from(requestAbout(authority, serial));
      for (const type of ['application/ocsp-request', 'text/plain', '']) {
        const headers = type === '' ? {} : { 'content-type': type };
        const posted = await http.inject({ method: 'POST', url, headers, payload });
        assert.deepEqual([posted.statusCode, posted.headers['content-type']], [200, contentType]);
        assert.equal(says(posted), 'good');
      }
      const got = await http.inject({
        method: 'GET',
        url: url + encodeURIComponent(base64(payload)),
      });
      assert.deepEqual([got.statusCode, got.headers['content-type']], [200, contentType]);
      assert.equal(says(got), 'good');
      const head = await http.inject({
        method: 'HEAD',
        url: url + encodeURIComponent(base64(payload)),
      });
      assert.deepEqual([head.statusCode, head.rawPayload.length], [200, 0]);
    }
  });

  test('base64 may hold + / and =, percent-encoded or not, a slash in front, and lack its padding', async () => {
    await using server = await ready();
    const { ca, http } = server;
    const url = `/django_ca/ocsp/${ca.issuing.serial}/cert/`;
    const seen = new Set<string>();
    for (let i = 0; seen.size < 4; i++) {
      const serial = toHex(randomOctets(1 + (i % 18))).replace(/^0+/, '1');
      const text = base64(requestAbout(ca.issuing, serial));
      const special = ['+', '/', '//', '='].filter((each) => text.includes(each));
      if (special.every((each) => seen.has(each))) continue;
      for (const each of special) seen.add(each);
      const percent = encodeURIComponent(text);
      for (const path of [text, percent, lowered(percent), `/${percent}`, text.replace(/=+$/, '')])
        assert.equal(says(await http.inject({ method: 'GET', url: url + path })), 'unknown', path);
    }
  });

  test('every request that gets there is answered by 200 and an OCSP response', async () => {
    await using server = await ready();
    const { ca, http } = server;
    const { serial } = await issue(ca);
    const url = `/django_ca/ocsp/${ca.issuing.serial}/cert/`;
    const request = Buffer.from(requestAbout(ca.issuing, serial));
    const cases: [{ method: 'GET' | 'POST'; url: string; payload?: Buffer }, string][] = [
      [{ method: 'POST', url }, 'malformedRequest'],
      [{ method: 'POST', url, payload: Buffer.from('hello') }, 'malformedRequest'],
      [{ method: 'POST', url, payload: Buffer.alloc(5000) }, 'malformedRequest'],
      [
        { method: 'POST', url, payload: Buffer.concat([request, Buffer.alloc(1)]) },
        'malformedRequest',
      ],
      [{ method: 'GET', url: `${url}hello!` }, 'malformedRequest'],
      [{ method: 'GET', url: `${url}AAAA` }, 'malformedRequest'],
      [{ method: 'GET', url: `${url}${base64(Buffer.alloc(5000))}` }, 'malformedRequest'],
      [
        { method: 'POST', url: url.replace(ca.issuing.serial, 'ABC'), payload: request },
        'unauthorized',
      ],
      [
        { method: 'POST', url: url.replace(ca.issuing.serial, ca.root.serial), payload: request },
        'unauthorized',
      ],
    ];
    for (const [asked, expected] of cases) {
      const answer = await http.inject(asked);
      const what = JSON.stringify(asked).slice(0, 100);
      assert.deepEqual(
        [answer.statusCode, answer.headers['content-type']],
        [200, contentType],
        what,
      );
      assert.equal(says(answer), expected, what);
      assert.equal(answer.headers['cache-control'], 'no-store');
      assert.equal(answer.headers['etag'], undefined);
    }
  });

  test('the wrong method for an address is 405, an address without its slash leads to it', async () => {
    await using server = await ready();
    const { ca, http } = server;
    const url = `/django_ca/ocsp/${ca.issuing.serial}/cert/`;
    const cases = [
      ['GET', url, 405],
      ['PUT', url, 405],
      ['POST', `${url}AAAA`, 405],
      ['POST', url.slice(0, -1), 301],
      ['GET', '/django_ca/ocsp/nothing/cert/', 404],
      ['GET', `/django_ca/ocsp/${ca.issuing.serial}/other/AAAA`, 404],
    ] as const;
    for (const [method, path, status] of cases) {
      const answer = await http.inject({ method, url: path });
      assert.equal(answer.statusCode, status, `${method} ${path}`);
    }
  });
});

describe('what caches are told (RFC 9919)', () => {
  test('how long an answer may be kept, never beyond its next update, and by what it is known', async () => {
    await using server = await ready();
    const { ca, http } = server;
    const { serial } = await issue(ca);
    const request = requestAbout(ca.issuing, serial);
    const url = `/django_ca/ocsp/${ca.issuing.serial}/cert/`;
    const ask = (headers = {}): Promise<Answer> =>
      http.inject({ method: 'GET', url: url + encodeURIComponent(base64(request)), headers });
    const { headers } = await ask();
    assert.equal(headers['last-modified'], 'Sat, 21 Nov 2026 12:00:30 GMT');
    assert.equal(headers['expires'], 'Sun, 22 Nov 2026 12:00:30 GMT');
    const rest = ', public, no-transform, must-revalidate';
    assert.equal(headers['cache-control'], `max-age=43200${rest}`);
    assert.match(String(headers['etag']), /^"[0-9a-f]{64}"$/);
    const posted = await http.inject({ method: 'POST', url, payload: Buffer.from(request) });
    for (const each of ['etag', 'expires', 'last-modified', 'cache-control'])
      assert.equal(posted.headers[each], headers[each], each);
    ca.clock.advance(11 * hour);
    assert.equal((await ask()).headers['cache-control'], `max-age=3600${rest}`);
    ca.clock.advance(hour);
    assert.equal((await ask()).headers['cache-control'], `max-age=43200${rest}`, 'a new one');
  });

  test('who has an answer is told that nothing is new; who posts, is answered', async () => {
    await using server = await ready();
    const { ca, http } = server;
    const leaf = await issue(ca);
    const request = requestAbout(ca.issuing, leaf.serial);
    const url = `/django_ca/ocsp/${ca.issuing.serial}/cert/`;
    const ask = (headers: Record<string, string>): Promise<Answer> =>
      http.inject({ method: 'GET', url: url + encodeURIComponent(base64(request)), headers });
    const { headers } = await ask({});
    const etag = String(headers['etag']);
    const since = String(headers['last-modified']);
    const cases: [Record<string, string>, number][] = [
      [{ 'if-none-match': etag }, 304],
      [{ 'if-none-match': `"x", W/${etag}` }, 304],
      [{ 'if-none-match': '*' }, 304],
      [{ 'if-none-match': '"x"' }, 200],
      [{ 'if-none-match': '"x"', 'if-modified-since': since }, 200],
      [{ 'if-modified-since': since }, 200],
    ];
    for (const [condition, status] of cases) {
      const answer = await ask(condition);
      assert.equal(answer.statusCode, status, JSON.stringify(condition));
      assert.equal(answer.headers['etag'], etag);
      if (status === 304) assert.equal(answer.rawPayload.length, 0);
    }
    const payload = Buffer.from(request);
    const condition = { 'if-none-match': etag };
    const posted = await http.inject({ method: 'POST', url, payload, headers: condition });
    assert.equal(posted.statusCode, 200);
    await ca.certificates.revoke(leaf);
    const anew = await ask({ 'if-none-match': etag });
    assert.deepEqual([anew.statusCode, says(anew)], [200, 'revoked unspecified']);
  });

  test('an answer with a nonce, or to several questions, or of an unknown, is kept by nobody', async () => {
    await using server = await ready();
    const { ca, http } = server;
    const { serial } = await issue(ca);
    const nonce = utf8('0123456789abcdef');
    const requests = [
      requestAbout(ca.issuing, serial, { nonce }),
      requestAbout(ca.issuing, [serial, serial]),
      requestAbout(ca.issuing, 'ABC'),
    ];
    for (const request of requests) {
      const url = `/django_ca/ocsp/${ca.issuing.serial}/cert/${encodeURIComponent(base64(request))}`;
      const { headers, statusCode } = await http.inject({ method: 'GET', url });
      assert.deepEqual([statusCode, headers['cache-control']], [200, 'no-store']);
      for (const each of ['etag', 'expires', 'last-modified'])
        assert.equal(headers[each], undefined);
    }
  });
});

test('published answers stand where a GET asks for them, whole, and are written again only when they change', async () => {
  using directory = temporaryDirectory();
  await using server = await ready();
  const { ca, http } = server;
  const leaf = await issue(ca);
  const parts = { ...ca, path: 'django_ca/' };
  const first = await publishAnswers(directoryPlace(directory.path), parts);
  assert.equal(first.written, first.files);
  assert.deepEqual(await publishAnswers(directoryPlace(directory.path), parts), {
    ...first,
    written: 0,
  });
  // Not as they stand in the directory, where two slashes are one.
  const paths: string[] = [];
  for (const authority of [ca.root, ca.issuing])
    for await (const answer of ca.ocsp.currentAnswers(authority)) paths.push(...answer.paths);
  assert.equal(paths.length, first.files);
  for (const path of paths) {
    const live = await http.inject({ method: 'GET', url: `/django_ca/${path}` });
    const file = join(directory.path, 'django_ca', path, path.endsWith('/') ? 'index.ocsp' : '');
    assert.deepEqual(readFileSync(file), live.rawPayload, path);
  }
  await ca.certificates.revoke(leaf);
  assert.deepEqual(await publishAnswers(directoryPlace(directory.path), parts), {
    ...first,
    written: 2,
  });
  ca.clock.advance(4 * day);
  await ca.authorities.update(ca.root, { enabled: false });
  await ca.ocsp.renewResponder(ca.issuing);
  const last = await publishAnswers(directoryPlace(directory.path), parts);
  assert.ok(last.files > 0 && last.files < first.files, 'nobody answers for the root any more');
});

test('an address that ends in a slash is a file all the same', async () => {
  using directory = temporaryDirectory();
  await using ca = await ocspApp();
  const answers = await Array.fromAsync(ca.ocsp.currentAnswers(ca.issuing));
  const paths = ['ocsp/AB/cert/a', 'ocsp/AB/cert/b/', 'ocsp/AB/cert/b/c', 'ocsp/AB/cert/d//e//'];
  const renamed = answers.slice(0, 1).map(({ answer }) => ({ answer, paths }));
  const parts = {
    authorities: { list: async () => [ca.issuing] },
    ocsp: { currentAnswers: () => Readable.from(renamed) },
    path: '',
  };
  assert.deepEqual(await publishAnswers(directoryPlace(directory.path), parts), {
    files: 4,
    written: 4,
  });
  assert.deepEqual(await publishAnswers(directoryPlace(directory.path), parts), {
    files: 4,
    written: 0,
  });
  const files = ['a', 'b/index.ocsp', 'b/c', 'd/e/index.ocsp'];
  for (const file of files)
    assert.deepEqual(
      new Uint8Array(readFileSync(join(directory.path, 'ocsp/AB/cert', file))),
      answers[0]?.answer.der,
    );
});

test('what is no base64 in a path is no request', () => {
  for (const path of ['', '!', 'A', 'AAAAA', 'AA=A', 'A===', '-_-_'])
    assert.equal(findPathRequest(path)?.length || undefined, undefined, path);
  assert.deepEqual(findPathRequest('/MAA='), new Uint8Array([0x30, 0]));
  assert.deepEqual(findPathRequest('MAA'), new Uint8Array([0x30, 0]));
});

function lowered(percent: string): string {
  return percent.replace(/%../g, (each) => each.toLowerCase());
}
