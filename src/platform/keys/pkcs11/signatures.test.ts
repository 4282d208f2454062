import { deepEqual, equal, ok, rejects, throws } from 'node:assert/strict';
import { constants, generateKeyPairSync, privateEncrypt, sign } from 'node:crypto';
import { test } from 'node:test';
import { present, utf8 } from '#base';
import { digest, findSignatureAlgorithm, parsePublicKey, publicKeyDer } from '#x509';
import { verifySignature } from '#x509';
import type { PublicKeyInfo, SignatureAlgorithm } from '#x509';
import { finishSignature, planSignature } from './signatures.ts';

const message = utf8('to be signed');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p521 = generateKeyPairSync('ec', { namedCurve: 'P-521' });
const ed448 = generateKeyPairSync('ed448');

function algorithm(id: string): SignatureAlgorithm {
  return present(findSignatureAlgorithm(id), id);
}

function info({ publicKey }: { publicKey: Parameters<typeof publicKeyDer>[0] }): PublicKeyInfo {
  return parsePublicKey(publicKeyDer(publicKey));
}

test('for RSA the token pads a DigestInfo of any hash', async () => {
  for (const id of ['rsa-sha224', 'rsa-sha256', 'rsa-sha512', 'rsa-sha3-384']) {
    const plan = await planSignature(info(rsa), algorithm(id), message);
    deepEqual([plan.mechanism, plan.size, plan.parameter], [0x1, 256, undefined]);
    const padded = { key: rsa.privateKey, padding: constants.RSA_PKCS1_PADDING };
    const made = privateEncrypt(padded, plan.data);
    ok(
      verifySignature(algorithm(id), info(rsa).spki, message, finishSignature(info(rsa), made)),
      id,
    );
  }
});

test('for RSASSA-PSS it is told hash, mask and salt', async () => {
  const plan = await planSignature(info(rsa), algorithm('rsa-pss-sha384'), message);
  deepEqual(plan, {
    mechanism: 0xd,
    parameter: { hash: 0x260, mask: 3, saltLength: 48 },
    data: digest('SHA-384', message),
    size: 256,
  });
});

test('for ECDSA it gets a digest no longer than the curve, and gives two numbers that become a SEQUENCE', async () => {
  const long = await planSignature(info(p256), algorithm('ecdsa-sha512'), message);
  deepEqual([long.data, long.size], [digest('SHA-512', message).subarray(0, 32), 64]);
  equal((await planSignature(info(p521), algorithm('ecdsa-sha512'), message)).data.length, 64);
  for (const [key, id, hash] of [
    [p256, 'ecdsa-sha256', 'sha256'],
    [p521, 'ecdsa-sha512', 'sha512'],
  ] as const) {
    for (let i = 0; i < 20; i++) {
      const raw = sign(hash, message, { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
      const made = finishSignature(info(key), raw);
      ok(verifySignature(algorithm(id), info(key).spki, message, made));
    }
  }
  for (const size of [0, 63, 66])
    throws(() => finishSignature(info(p256), new Uint8Array(size)), { code: 'key_unavailable' });
});

test('for Edwards curves it gets the message itself', async () => {
  const plan = await planSignature(info(ed448), algorithm('ed448'), message);
  deepEqual(plan, { mechanism: 0x1057, data: message, size: 114 });
});

test('an algorithm that does not go with the key, or is not trusted, never reaches the token', async () => {
  const cases: [PublicKeyInfo, string, string][] = [
    [info(p256), 'rsa-sha256', 'bad_key'],
    [info(rsa), 'ecdsa-sha256', 'bad_key'],
    [info(ed448), 'ed25519', 'bad_key'],
    [info(rsa), 'rsa-sha1', 'unsupported'],
    [info(p256), 'ecdsa-sha1', 'unsupported'],
  ];
  for (const [key, id, code] of cases)
    await rejects(planSignature(key, algorithm(id), message), { code }, id);
});
