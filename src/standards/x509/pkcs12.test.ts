import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { concat, isCaError, Secret } from '#base';
import type { ErrorCode } from '#base';
import {
  contextTag,
  encodeDer,
  explicit,
  integer,
  nothing,
  octetString,
  oid,
  raw,
  sequence,
} from '#der';
import type { DerValue } from '#der';
import { openssl, skipWithout, temporaryDirectory } from '#oracles';
import { certificatePem } from './certificate.ts';
import { makeMac } from './pkcs12-mac.ts';
import { pkcs12Oids } from './pkcs12-oids.ts';
import { parsePkcs12 } from './pkcs12-reader.ts';
import { encodePkcs12 } from './pkcs12.ts';
import type { Pkcs12Options } from './pkcs12.ts';
import { encodePkcs8, parsePrivateKeyText, privateKeyPem } from './pkcs8.ts';
import { specimen } from './specimens.test.ts';

const [own, root] = [await specimen(), await specimen()];
const certificates = [own.certificateDer, root.certificateDer];
const friendlyName = 'Schlüssel 1';
const password = new Secret('p4ßwort');
const iterations = 1000;
const sha256 = sequence(oid('1.2.840.113549.2.9'), nothing());

test('a key and its certificates come back as they went in, under either MAC', async () => {
  for (const mac of ['hmac', 'pbmac1'] as const) {
    const file = await encode({ mac });
    const content = await parsePkcs12(file, password);
    assert.deepEqual(content.certificates, certificates);
    assert.equal(content.friendlyName, friendlyName);
    assert.deepEqual(content.keys.map(encodePkcs8), [encodePkcs8(own.key)]);
  }
});

test('Node reads both forms, which is to say OpenSSL 3.5', async () => {
  for (const mac of ['hmac', 'pbmac1'] as const) {
    const pfx = Buffer.from(await encode({ mac }));
    createSecureContext({ pfx, passphrase: password.reveal() });
    assert.throws(() => createSecureContext({ pfx, passphrase: 'wrong' }), /mac verify failure/i);
  }
});

test('passwords may be empty, and certificates and names may be missing', async () => {
  for (const text of ['', 'x', '🔑', 'a'.repeat(200)]) {
    const secret = new Secret(text);
    const file = await encodePkcs12({ key: own.key, certificates: [] }, secret, { iterations });
    const content = await parsePkcs12(file, secret);
    assert.equal(content.keys.length, 1);
    assert.deepEqual([content.certificates, content.friendlyName], [[], undefined]);
  }
});

test('a wrong password and a changed file are refused alike', async () => {
  for (const mac of ['hmac', 'pbmac1'] as const) {
    const file = await encode({ mac });
    const changed = file.with(200, (file[200] ?? 0) ^ 1);
    await rejects(parsePkcs12(file, new Secret('wrong')), 'bad_key');
    await rejects(parsePkcs12(changed, password), 'bad_key');
    await rejects(parsePkcs12(concat(file, new Uint8Array(1)), password), 'bad_key');
  }
});

test('a file without a MAC, of another version or kind is refused', async () => {
  const data = sequence(oid('1.2.840.113549.1.7.1'), explicit(0, octetString(sequence())));
  const signed = sequence(oid('1.2.840.113549.1.7.2'), explicit(0, octetString(sequence())));
  await rejects(parsePkcs12(encodeDer(sequence(integer(3), data)), password), 'bad_key');
  await rejects(parsePkcs12(encodeDer(sequence(integer(4), data)), password), 'bad_key');
  await rejects(parsePkcs12(encodeDer(sequence(integer(3), signed)), password), 'unsupported');
  await rejects(parsePkcs12(new Uint8Array(0), password), 'bad_key');
});

test('a file of up to 32 keys is read, and one of more is refused', async () => {
  assert.equal((await parsePkcs12(await fileOfKeys(32), password)).keys.length, 32);
  await rejects(
    fileOfKeys(33).then((file) => parsePkcs12(file, password)),
    'too_large',
  );
});

test('MAC, parts and keys of a file may together ask for so much work and no more', async () => {
  const rest = 2 ** 21 - iterations;
  for (const kind of ['key', 'part'] as const) {
    await rejects(parsePkcs12(await fileThatAsks(kind, rest + 1), password), 'unsupported');
    const tooFew = await fileThatAsks(kind, 1);
    await rejects(parsePkcs12(tooFew, password), 'bad_key');
  }
});

test('OpenSSL 3.0 reads what we write', { skip: skipWithout('openssl') }, async () => {
  using directory = temporaryDirectory();
  const file = directory.write('own.p12', await encode({ mac: 'hmac' }));
  const env = { PASS: password.reveal() };
  const answer = await openssl(['pkcs12', '-in', file, '-nodes', '-passin', 'env:PASS'], { env });
  assert.equal(answer.exitCode, 0, answer.stderr);
  assert.equal(answer.stdout.match(/BEGIN CERTIFICATE/g)?.length, 2);
  assert.match(answer.stdout, /friendlyName: Schl/);
  assert.deepEqual(encodePkcs8(await parsePrivateKeyText(answer.stdout)), encodePkcs8(own.key));
});

test(
  'we read what OpenSSL writes, unless it is of old',
  { skip: skipWithout('openssl') },
  async () => {
    using directory = temporaryDirectory();
    const key = directory.write('key.pem', await privateKeyPem(own.key));
    const all = directory.write('all.pem', certificates.map(certificatePem).join(''));
    const env = { PASS: password.reveal() };
    const args = [
      'pkcs12',
      '-export',
      '-inkey',
      key,
      '-in',
      all,
      '-passout',
      'env:PASS',
      '-name',
      'x',
    ];
    for (const more of [[], ['-macalg', 'sha512'], ['-macalg', 'sha1'], ['-certpbe', 'NONE']]) {
      const { bytes } = await openssl([...args, ...more], { env });
      const content = await parsePkcs12(bytes, password);
      assert.deepEqual(content.certificates.length, 2, more.join(' '));
      assert.deepEqual(content.keys.map(encodePkcs8), [encodePkcs8(own.key)]);
      assert.equal(content.friendlyName, 'x');
    }
    const old = await openssl([...args, '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES'], {
      env,
    });
    await rejects(parsePkcs12(old.bytes, password), 'unsupported');
  },
);

function encode(options: Pkcs12Options): Promise<Uint8Array> {
  return encodePkcs12({ key: own.key, certificates, friendlyName }, password, {
    iterations,
    ...options,
  });
}

/** Keys that are not encrypted, behind a MAC. */
async function fileOfKeys(count: number): Promise<Uint8Array> {
  const key = explicit(0, raw(encodePkcs8(own.key)));
  const bags = Array.from({ length: count }, () => sequence(oid(pkcs12Oids.keyBag), key));
  return fileOf(data(sequence(...bags)));
}

/** A key or a whole part that is encrypted, but by nobody, and says in how many iterations. */
function fileThatAsks(kind: 'key' | 'part', count: number): Promise<Uint8Array> {
  const octets = new Uint8Array(16);
  const derivation = sequence(octetString(octets), integer(count), sha256);
  const scheme = sequence(
    sequence(oid('1.2.840.113549.1.5.12'), derivation),
    sequence(oid('2.16.840.1.101.3.4.1.42'), octetString(octets)),
  );
  const algorithm = sequence(oid('1.2.840.113549.1.5.13'), scheme);
  if (kind === 'key') {
    const value = explicit(0, sequence(algorithm, octetString(octets)));
    return fileOf(data(sequence(sequence(oid(pkcs12Oids.shroudedKeyBag), value))));
  }
  const content = sequence(oid(pkcs12Oids.data), algorithm, octetString(octets, contextTag(0)));
  const encrypted = explicit(0, sequence(integer(0), content));
  return fileOf(sequence(oid(pkcs12Oids.encryptedData), encrypted));
}

/** One part behind a MAC. */
async function fileOf(part: DerValue): Promise<Uint8Array> {
  const safes = encodeDer(sequence(part));
  const mac = await makeMac(safes, password, iterations);
  return encodeDer(sequence(integer(3), data(raw(safes)), mac));
}

function data(content: DerValue): DerValue {
  return sequence(oid(pkcs12Oids.data), explicit(0, octetString(content)));
}

async function rejects(attempt: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(attempt, (error) => isCaError(error, code));
}
