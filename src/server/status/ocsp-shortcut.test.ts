import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { hour, utf8 } from '#base';
import { createHttp, createLogger, type Http } from '#http';
import { temporaryDirectory } from '#oracles';
import { createStatus } from '#status';
import type { IssuedCertificate } from '#certificates';
import { issue, ocspApp, requestAbout, told } from '../../../test/ocsp.ts';
import type { TestApp } from '../../../test/app.ts';

const directory = temporaryDirectory();
after(() => directory[Symbol.dispose]());

/** A server on a file, where it is known without a look that nothing has changed. */
let ca: TestApp;
let http: Http;
let leaf: IssuedCertificate;
let port: number;
before(async () => {
  ca = await ocspApp({ database: `sqlite:${directory.path}/ca.db` });
  const surfaces = [createStatus(ca)];
  const logger = createLogger({ level: 'silent' });
  const parts = { users: ca.users, surfaces, logger, path: 'pki/', limits: { lagMs: 60_000 } };
  http = await createHttp(parts);
  leaf = await issue(ca);
  port = Number(new URL(await http.listen({ host: '127.0.0.1', port: 0 })).port);
});
after(async () => {
  await http.close();
  await ca[Symbol.asyncDispose]();
});

/** An answer as it came: its head without what differs from moment to moment, and its body. */
interface Answer {
  readonly head: readonly string[];
  readonly body: Buffer;
}

/** Sends a whole request on a connection of its own. */
async function send(octets: Buffer): Promise<Answer> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.write(octets);
  const answer = Buffer.concat(await socket.toArray());
  const end = answer.indexOf('\r\n\r\n');
  const lines = answer.toString('latin1', 0, end).split('\r\n');
  const head = lines.filter((line) => !/^(date|x-request-id|connection):/i.test(line)).sort();
  return { head, body: answer.subarray(end + 4) };
}

/** What a cache looks at changes nothing for a request of which the server has no copy; but then it is not plain. */
const roundabout = 'if-none-match: "unheard-of"\r\n';

function whole(line: string, body: Uint8Array = new Uint8Array(0), more = ''): Buffer {
  const length = line.startsWith('POST') ? `content-length: ${body.length}\r\n` : '';
  const head = `${line} HTTP/1.1\r\nhost: h\r\nconnection: close\r\n${length}${more}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

describe('the shortcut of OCSP', () => {
  test('answers in the very words of the routes', async () => {
    const at = `/pki/ocsp/${ca.issuing.serial}`;
    const about = requestAbout(ca.issuing, leaf.serial);
    const sha256 = requestAbout(ca.issuing, leaf.serial, { hash: 'SHA-256' });
    const text = base64(about);
    const requests: readonly (readonly [line: string, body?: Uint8Array])[] = [
      [`GET ${at}/cert/${text}`],
      [`GET ${at}/cert/${text}`],
      [`GET ${at}/ca/${text}`],
      [`GET ${at}/cert/${encodeURIComponent(text)}`],
      [`GET ${at}/cert//${text}`],
      [`GET ${at}/cert/${text.replace(/=+$/, '')}`],
      [`GET ${at}/cert/${text}?x=y`],
      [`GET ${at}/cert/${base64(sha256)}`],
      [`GET ${at.toLowerCase()}/cert/${text}`],
      [`GET ${at.replace(/([0-9A-F]{2})(?=[0-9A-F]{2})/g, '$1:')}/cert/${text}`],
      [`GET ${at}/cert/`],
      [`GET ${at}/cert`],
      [`GET ${at}/cert/%zz`],
      [`GET ${at}/cert/%00`],
      [`GET ${at}/cert/no%20base64`],
      [`GET ${at}/cert/AAAA`],
      [`GET ${at}/other/${text}`],
      [`GET /pki/ocsp/${'A'.repeat(200)}/cert/${text}`],
      [`GET /pki/ocsp/01/cert/${text}`],
      [`GET /ocsp/${ca.issuing.serial}/cert/${text}`],
      [`GET ${at}%2Fcert/${text}`],
      [`POST ${at}/cert/`, about],
      [`POST ${at}/cert/`, about],
      [`POST ${at}/ca/`, sha256],
      [`POST ${at}/cert/?x`, about],
      [`POST ${at}/cert`, about],
      [`POST ${at}/cert/`, new Uint8Array(0)],
      [`POST ${at}/cert/`, utf8('no request')],
      [`POST ${at}/cert/`, new Uint8Array(4096)],
      [`POST ${at}/cert/`, new Uint8Array(4097)],
      [`POST ${at}/cert/${text}`, about],
    ];
    for (const [line, body] of requests) {
      const short = await send(whole(line, body));
      assert.deepEqual(short, await send(whole(line, body, roundabout)), line);
    }
  });

  test('tells a revocation and a release at once, and no answer beyond its time', async () => {
    const { serial } = await issue(ca);
    const line = `GET /pki/ocsp/${ca.issuing.serial}/cert/${base64(requestAbout(ca.issuing, serial))}`;
    const says = async (): Promise<string> => {
      const { body } = await send(whole(line));
      return told({ der: new Uint8Array(body), keep: null }).says;
    };
    const certificate = await ca.certificates.get({ serial, authority: ca.issuing });
    assert.deepEqual([await says(), await says()], ['good', 'good']);
    const held = await ca.certificates.revoke(certificate, { reason: 'certificateHold' });
    assert.equal(await says(), 'revoked certificateHold');
    await ca.certificates.release(held);
    assert.deepEqual([await says(), await says()], ['good', 'good']);
    const first = (await send(whole(line))).body;
    ca.clock.advance(11 * hour);
    assert.deepEqual((await send(whole(line))).body, first);
    ca.clock.advance(2 * hour);
    assert.notDeepEqual((await send(whole(line))).body, first);
  });

  test('signs a nonce anew each time', async () => {
    const nonce = new Uint8Array(16).fill(5);
    const body = requestAbout(ca.issuing, leaf.serial, { nonce });
    const line = `POST /pki/ocsp/${ca.issuing.serial}/cert/`;
    const [one, two] = [await send(whole(line, body)), await send(whole(line, body))];
    assert.notDeepEqual(one.body, two.body);
    for (const each of [one, two]) {
      assert.ok(each.head.includes('cache-control: no-store'));
      const { says, basic } = told({ der: new Uint8Array(each.body), keep: null });
      assert.deepEqual([says, basic?.nonce], ['good', nonce]);
    }
  });
});
