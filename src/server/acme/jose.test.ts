import assert from 'node:assert/strict';
import test from 'node:test';
import { utf8 } from '#base';
import { verifyJws } from './algorithms.ts';
import { findBase64Url } from './base64url.ts';
import { parseJwk } from './jwk.ts';
import { findJson } from './strict-json.ts';

const ed25519 = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const p256 = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};

test('RFC 8037 appendix A.3: the thumbprint of an Ed25519 key', () => {
  const key = parseJwk(ed25519, 'EdDSA');
  assert.equal(key.thumbprint, 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  assert.equal(key.algorithm, 'Ed25519', 'EdDSA says what the key says');
  assert.deepEqual(parseJwk({ ...ed25519, kid: 'x', use: 'sig' }, 'Ed25519').jwk, key.jwk);
});

test('the signatures of RFC 8037 appendix A.4 and RFC 7515 appendix A.3 verify, and no others', () => {
  const cases: [jwk: object, alg: string, input: string, signature: string][] = [
    [
      ed25519,
      'EdDSA',
      'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc',
      'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
    ],
    [
      p256,
      'ES256',
      'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ',
      'DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q',
    ],
  ];
  for (const [jwk, alg, input, text] of cases) {
    const { algorithm, key } = parseJwk(jwk, alg);
    const signature = findBase64Url(text) ?? new Uint8Array(0);
    assert.equal(verifyJws(algorithm, key, utf8(input), signature), true, alg);
    assert.equal(verifyJws(algorithm, key, utf8(`${input}A`), signature), false, alg);
    assert.equal(verifyJws(algorithm, key, utf8(input), signature.subarray(1)), false, alg);
  }
});

test('base64url is read in its one form', () => {
  const cases: [text: string, hex: string | undefined][] = [
    ['', ''],
    ['AA', '00'],
    ['_-8', 'ffef'],
    ['AB', undefined],
    ['A', undefined],
    ['AA==', undefined],
    ['+/8', undefined],
    ['AA ', undefined],
    ['AA\n', undefined],
    ['ÄÄ', undefined],
  ];
  for (const [text, hex] of cases) {
    const octets = findBase64Url(text);
    assert.equal(octets && Buffer.from(octets).toString('hex'), hex, JSON.stringify(text));
  }
});

test('JSON that two readers could read in two ways is none', () => {
  const cases: [text: string | Uint8Array, value: unknown][] = [
    ['{"a":1,"b":{"a":2}}', { a: 1, b: { a: 2 } }],
    ['[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    ['{"a":"{\\"a\\":1,\\"a\\":2}"}', { a: '{"a":1,"a":2}' }],
    ['{"a":"\\\\","b":":"}', { a: '\\', b: ':' }],
    ['"text"', 'text'],
    ['{"a":1,"a":1}', undefined],
    ['{"a":1,"\\u0061":2}', undefined],
    ['{"b":[{"a":1,"c":{},"a":2}]}', undefined],
    ['{"a":1,}', undefined],
    ['{"a":1} x', undefined],
    ['', undefined],
    ['\ufeff{}', undefined],
    [new Uint8Array([0x22, 0xff, 0x22]), undefined],
  ];
  for (const [text, value] of cases) {
    const found = findJson(typeof text === 'string' ? utf8(text) : text);
    assert.deepEqual(found, value, String(text));
  }
});

test('brackets by the thousand are read, or refused, like any others', () => {
  assert.equal(findJson(utf8('['.repeat(100_000))), undefined);
  const depth = 2000;
  const nested = (inside: string): string =>
    `${'[{"a":'.repeat(depth)}${inside}${'}]'.repeat(depth)}`;
  assert.ok(findJson(utf8(nested('1'))));
  assert.equal(findJson(utf8(nested('{"a":1,"a":2}'))), undefined);
});
