import assert from 'node:assert/strict';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { test } from 'node:test';
import { concat, isCaError, Secret, utf8 } from '#base';
import type { ErrorCode } from '#base';
import { encodeDer, encodePem, integer, octetString, sequence, unsignedInteger } from '#der';
import type { DerValue } from '#der';
import { openssl, skipWithout } from '#oracles';
import { algorithmIdentifier } from './algorithm-identifier.ts';
import { fixedKeys } from './key-spec.ts';
import type { KeySpec } from './key-spec.ts';
import { PasswordWork } from './password-work.ts';
import {
  decryptPkcs8,
  encodePkcs8,
  encryptPkcs8,
  parsePkcs8,
  parsePrivateKeyText,
  privateKeyPem,
} from './pkcs8.ts';
import { generateKey, publicKeyDer } from './private-key.ts';

const password = new Secret('correct horse, Ω');
const wrong = new Secret('wrong');
const few = 1000;
const key = await generateKey({ type: 'ec', curve: 'P-256' });

test('keys of every kind survive PKCS #8, in the clear and encrypted', async () => {
  const specs: KeySpec[] = [
    { type: 'rsa', bits: 2048 },
    { type: 'ec', curve: 'P-384' },
    { type: 'ec', curve: 'brainpoolP256r1' },
    ...fixedKeys
      .map(({ spec }) => spec)
      .filter((spec) => spec.type !== 'ml-kem' && spec.type !== 'slh-dsa'),
    { type: 'slh-dsa', set: 'sha2-128f' },
  ];
  for (const spec of specs) {
    const made = await generateKey(spec);
    assert.ok(same(parsePkcs8(encodePkcs8(made)), made));
    assert.ok(same(await decryptPkcs8(await encryptPkcs8(made, password, few), password), made));
  }
});

test('what Node encrypts we read, and the other way round', async () => {
  const passphrase = password.reveal();
  for (const cipher of ['aes-256-cbc', 'aes-128-cbc', 'des-ede3-cbc']) {
    const der = key.export({ format: 'der', type: 'pkcs8', cipher, passphrase });
    assert.ok(same(await decryptPkcs8(der, password), key), cipher);
  }
  const pem = await encryptedPem();
  assert.ok(same(createPrivateKey({ key: pem, passphrase }), key));
});

test('a wrong password, a damaged key and no password give one and the same code', async () => {
  const der = await encryptPkcs8(key, password, few);
  const damaged = der.with(der.length - 1, (der.at(-1) ?? 0) ^ 1);
  for (const [octets, secret] of [
    [der, wrong],
    [damaged, password],
  ] as const)
    await assert.rejects(decryptPkcs8(octets, secret), (error) => {
      assert.ok(isCaError(error, 'bad_key'));
      assert.equal(error.detail, 'The password is wrong, or the key is damaged.');
      assert.equal(error.cause, undefined);
      return true;
    });
  await rejects(parsePrivateKeyText(encodePem('ENCRYPTED PRIVATE KEY', der)), 'bad_key');
});

test('a private key is found in PEM of four labels and in DER', async () => {
  const rsa = await generateKey({ type: 'rsa', bits: 2048 });
  const cases: [text: string | Uint8Array, key: KeyObject][] = [
    [await privateKeyPem(key), key],
    [(await privateKeyPem(key)).replaceAll('\n', '\r\n'), key],
    [encodePem('EC PARAMETERS', utf8('0123')) + key.export({ format: 'pem', type: 'sec1' }), key],
    [rsa.export({ format: 'pem', type: 'pkcs1' }), rsa],
    [encodePkcs8(key), key],
    [utf8(await privateKeyPem(key)), key],
    [await encryptPkcs8(key, password, few), key],
    [await encryptedPem(), key],
  ];
  for (const [text, expected] of cases)
    assert.ok(same(await parsePrivateKeyText(text, password), expected));
});

test('the PEM of a key is encrypted exactly when there is a password', async () => {
  assert.match(await privateKeyPem(key), /^-----BEGIN PRIVATE KEY-----\n/);
  assert.match(await privateKeyPem(key, password), /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
});

test('what is no private key, or of no type we know, is refused', async () => {
  const der = encodePkcs8(key);
  const pem = await privateKeyPem(key);
  const x25519 = generateKeyPairSync('x25519').privateKey;
  const texts: (string | Uint8Array)[] = [
    '',
    'nothing',
    pem + pem,
    concat(der, new Uint8Array(1)),
    der.subarray(0, -1),
    publicKeyDer(key),
    encodePkcs8(x25519),
    x25519.export({ format: 'pem', type: 'pkcs8' }),
    pem.replaceAll('PRIVATE KEY', 'CERTIFICATE'),
    pem.replace('M', '*'),
    pem.replace('-\n', '-\nProc-Type: 4,ENCRYPTED\n\n'),
  ];
  for (const text of texts) await rejects(parsePrivateKeyText(text), 'bad_key');
});

test('encryption that is too old or too much work is not tried', async () => {
  const salt = octetString(new Uint8Array(16));
  const [pbkdf2, scrypt] = ['1.2.840.113549.1.5.12', '1.3.6.1.4.1.11591.4.11'];
  const [des, aes256] = ['1.3.14.3.2.7', '2.16.840.1.101.3.4.1.42'];
  const cases: [derivation: DerValue, cipher: string, code: ErrorCode][] = [
    [algorithmIdentifier(pbkdf2, sequence(salt, integer(2 ** 31 - 1))), aes256, 'unsupported'],
    [algorithmIdentifier(pbkdf2, sequence(salt, integer(0))), aes256, 'unsupported'],
    [algorithmIdentifier(pbkdf2, sequence(salt, integer(1), integer(16))), aes256, 'bad_key'],
    [algorithmIdentifier(pbkdf2, sequence(salt, integer(-1))), aes256, 'bad_key'],
    [
      algorithmIdentifier(scrypt, sequence(salt, ...[2 ** 30, 8, 1].map(integerOf))),
      aes256,
      'unsupported',
    ],
    [algorithmIdentifier(scrypt, sequence(salt, ...[3, 8, 1].map(integerOf))), aes256, 'bad_key'],
    [algorithmIdentifier('1.2.3', salt), aes256, 'unsupported'],
    [algorithmIdentifier(pbkdf2, sequence(salt, integer(1))), des, 'unsupported'],
  ];
  for (const [derivation, cipher, code] of cases) {
    const scheme = sequence(derivation, algorithmIdentifier(cipher, salt));
    await rejects(decryptPkcs8(encrypted('1.2.840.113549.1.5.13', scheme), password), code);
  }
  await rejects(decryptPkcs8(encrypted('1.2.840.113549.1.12.1.3', salt), password), 'unsupported');
  await rejects(decryptPkcs8(encrypted('1.2.840.113549.1.5.13', salt), password), 'bad_key');
});

test('a private key that would cost its reader seconds is refused unread', () => {
  const [dsa, dh] = ['1.2.840.10040.4.1', '1.2.840.113549.1.3.1'];
  assert.equal(parsePkcs8(discreteKey(dsa, 128)).asymmetricKeyType, 'dsa');
  for (const bad of [discreteKey(dsa, 4096), discreteKey(dh, 128), discreteKey('1.2.3', 128)])
    assert.throws(
      () => parsePkcs8(bad),
      (error) => isCaError(error, 'bad_key'),
    );
});

test('keys that share an allowance of work are decrypted until it is spent', async () => {
  const der = await encryptPkcs8(key, password, few);
  const work = new PasswordWork();
  work.spendIterations(2 ** 21 - 2 * few + 1);
  assert.ok(same(await decryptPkcs8(der, password, work), key));
  await rejects(decryptPkcs8(der, password, work), 'unsupported');
});

test('a key is not made for what is not ours', async () => {
  const specs = [
    { type: 'rsa', bits: 1024 },
    { type: 'rsa', bits: 2049 },
    { type: 'rsa', bits: 32_768 },
    { type: 'rsa', bits: Number.NaN },
    { type: 'ec', curve: 'secp192r1' },
    { type: 'ml-dsa', set: 99 },
  ] as unknown as KeySpec[];
  for (const spec of specs) await rejects(generateKey(spec), 'unsupported');
});

test(
  'OpenSSL reads what we encrypt, and we read scrypt',
  { skip: skipWithout('openssl') },
  async () => {
    const args = ['pkcs8', '-topk8', '-scrypt', '-passin', 'env:PASS', '-passout', 'env:PASS'];
    const { stdout } = await openssl(args, {
      input: await encryptedPem(),
      env: { PASS: password.reveal() },
    });
    assert.ok(same(await parsePrivateKeyText(stdout, password), key));
  },
);

/** Three numbers and a fourth, of so many octets, which make no key but cost as much as one. */
function discreteKey(oid: string, size: number): Uint8Array {
  const [p, q, g] = [0x7f, 0x7d, 0x77].map((octet) =>
    unsignedInteger(new Uint8Array(size).fill(octet)),
  );
  const key = octetString(encodeDer(integer(5)));
  return encodeDer(sequence(integer(0), algorithmIdentifier(oid, sequence(p, q, g)), key));
}

function integerOf(value: number): DerValue {
  return integer(value);
}

function encrypted(oid: string, parameters: DerValue): Uint8Array {
  const ciphertext = octetString(new Uint8Array(16));
  return encodeDer(sequence(algorithmIdentifier(oid, parameters), ciphertext));
}

async function encryptedPem(): Promise<string> {
  return encodePem('ENCRYPTED PRIVATE KEY', await encryptPkcs8(key, password, few));
}

function same(a: KeyObject, b: KeyObject): boolean {
  return Buffer.compare(encodePkcs8(a), encodePkcs8(b)) === 0;
}

async function rejects(attempt: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(attempt, (error) => isCaError(error, code));
}
