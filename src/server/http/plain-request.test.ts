import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findPlainRequest } from './plain-request.ts';

const get = (...fields: readonly string[]): string =>
  ['GET /a?b=%2F HTTP/1.1', 'Host: h', ...fields, '', ''].join('\r\n');
const post = (length: string, body: string): string =>
  `POST /a HTTP/1.1\r\nhost:h\r\nContent-Length: ${length}\r\n\r\n${body}`;

describe('findPlainRequest', () => {
  const plain: readonly (readonly [text: string, method: string, body: string, closes: boolean])[] =
    [
      [get(), 'GET', '', false],
      [get('User-Agent: x (y)', 'ACCEPT:*/*', 'Connection: Keep-Alive '), 'GET', '', false],
      [get('connection:\tclose', 'x-empty:'), 'GET', '', true],
      [get('Content-Type: application/ocsp-request'), 'GET', '', false],
      [post('3', '\x00\xff\n'), 'POST', '\x00\xff\n', false],
      [post('0', ''), 'POST', '', false],
    ];
  for (const [text, method, body, closes] of plain)
    test(`takes ${JSON.stringify(text)}`, () => {
      const target = method === 'GET' ? '/a?b=%2F' : '/a';
      assert.deepEqual(findPlainRequest(text), { method, target, body, closes });
    });

  const others: readonly string[] = [
    '',
    'GET /a HTTP/1.1\r\nHost: h\r\n',
    'GET /a HTTP/1.1\r\n\r\n',
    'GET /a HTTP/1.1\r\nHost:\r\n\r\n',
    'GET /a HTTP/1.0\r\nHost: h\r\n\r\n',
    'get /a HTTP/1.1\r\nHost: h\r\n\r\n',
    'HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n',
    'GET http://h/a HTTP/1.1\r\nHost: h\r\n\r\n',
    'GET  /a HTTP/1.1\r\nHost: h\r\n\r\n',
    'GET /\xe4 HTTP/1.1\r\nHost: h\r\n\r\n',
    'GET /a HTTP/1.1\nHost: h\n\n',
    '\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n',
    get() + get(),
    `${get()}x`,
    get('Host: other'),
    get('connection: close', 'connection: keep-alive'),
    get('Connection: Upgrade', 'Upgrade: h2c'),
    get('Content-Length: 0'),
    get('Transfer-Encoding: chunked'),
    get('If-None-Match: "x"'),
    get('if-modified-since: now'),
    get('Range: bytes=0-1'),
    get('Expect: 100-continue'),
    get('X-Forwarded-For: 192.0.2.1'),
    get('Forwarded: for=192.0.2.1'),
    get('Authorization: Basic eA=='),
    get('Cookie: a=b'),
    get(' folded: x'),
    get('name : x'),
    get('no colon'),
    get('a: b\rc: d'),
    get('a: b\nc: d'),
    get('a: \x00'),
    get('Content-Type: text'),
    get('Content-Type:'),
    get('Content-Type: a/b; c=d'),
    get('Content-Type: a/b', 'Content-Type: a/b'),
    post('4', 'abc'),
    post('2', 'abc'),
    post('03', 'abc'),
    post('+3', 'abc'),
    post('3, 3', 'abc'),
    'POST /a HTTP/1.1\r\nHost: h\r\n\r\n',
  ];
  for (const text of others)
    test(`leaves ${JSON.stringify(text)}`, () => assert.equal(findPlainRequest(text), undefined));
});
