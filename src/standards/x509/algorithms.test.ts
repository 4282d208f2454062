import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHex, isCaError, toHex } from '#base';
import { encodeDer, sequence } from '#der';
import { algorithmIdentifier, nullAlgorithm } from './algorithm-identifier.ts';
import {
  chooseSignatureAlgorithm,
  findSignatureAlgorithm,
  parseSignatureAlgorithm,
  signatureAlgorithms,
} from './algorithms.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import type { HashName } from './hashes.ts';
import type { KeySpec } from './key-spec.ts';
import { generateKey, publicKeyDer } from './private-key.ts';

test('each algorithm is written as its standard wants it', () => {
  const cases: [id: string, der: string][] = [
    ['rsa-sha256', '300d06092a864886f70d01010b0500'],
    ['rsa-sha3-512', '300d06096086480165030403100500'],
    [
      'rsa-pss-sha256',
      '304106092a864886f70d01010a3034a00f300d06096086480165030402010500' +
        'a11c301a06092a864886f70d010108300d06096086480165030402010500a203020120',
    ],
    [
      'rsa-pss-sha512',
      '304106092a864886f70d01010a3034a00f300d06096086480165030402030500' +
        'a11c301a06092a864886f70d010108300d06096086480165030402030500a203020140',
    ],
    ['ecdsa-sha256', '300a06082a8648ce3d040302'],
    ['ecdsa-sha3-256', '300b060960864801650304030a'],
    ['ed25519', '300506032b6570'],
    ['ed448', '300506032b6571'],
    ['ml-dsa-44', '300b0609608648016503040311'],
    ['ml-dsa-87', '300b0609608648016503040313'],
    ['slh-dsa-sha2-128s', '300b0609608648016503040314'],
    ['slh-dsa-shake-256f', '300b060960864801650304031f'],
  ];
  for (const [id, der] of cases) assert.equal(toHex(get(id).der), der, id);
});

test('no two algorithms share a name or an encoding, and each is found by both', () => {
  assert.equal(
    new Set(signatureAlgorithms.map((each) => each.id)).size,
    signatureAlgorithms.length,
  );
  for (const each of signatureAlgorithms) {
    assert.equal(findSignatureAlgorithm(each.id), each);
    assert.equal(parseSignatureAlgorithm(each.der), each);
  }
  assert.equal(findSignatureAlgorithm('rsa'), undefined);
});

test('MD5, SHA-1 and DSA are known by name but not trusted', () => {
  const untrusted = signatureAlgorithms.filter((each) => !each.trusted);
  assert.ok(untrusted.every(({ id, keyType }) => keyType === 'dsa' || /-(?:sha1|md5)$/.test(id)));
  assert.equal(untrusted.length, 12);
});

test('a key signs in the hash of its strength unless another is named', async () => {
  const cases: [spec: KeySpec, hash: HashName | undefined, id: string][] = [
    [{ type: 'ec', curve: 'P-256' }, undefined, 'ecdsa-sha256'],
    [{ type: 'ec', curve: 'P-256' }, 'SHA3/384', 'ecdsa-sha3-384'],
    [{ type: 'ec', curve: 'P-384' }, undefined, 'ecdsa-sha384'],
    [{ type: 'ec', curve: 'P-521' }, undefined, 'ecdsa-sha512'],
    [{ type: 'ec', curve: 'brainpoolP512r1' }, undefined, 'ecdsa-sha512'],
    [{ type: 'ec', curve: 'secp224r1' }, undefined, 'ecdsa-sha256'],
    [{ type: 'rsa', bits: 2048 }, undefined, 'rsa-sha256'],
    [{ type: 'rsa', bits: 2048 }, 'SHA-512', 'rsa-sha512'],
    [{ type: 'ed25519' }, undefined, 'ed25519'],
    [{ type: 'ml-dsa', set: 65 }, undefined, 'ml-dsa-65'],
    [{ type: 'slh-dsa', set: 'sha2-128f' }, undefined, 'slh-dsa-sha2-128f'],
  ];
  for (const [spec, hash, id] of cases) {
    const spki = publicKeyDer(await generateKey(spec));
    assert.equal(chooseSignatureAlgorithm(spki, hash).id, id);
  }
});

test('a hash is not named for a key that brings its own', async () => {
  const specs: KeySpec[] = [{ type: 'ed25519' }, { type: 'ed448' }, { type: 'ml-dsa', set: 44 }];
  for (const spec of specs) {
    const spki = publicKeyDer(await generateKey(spec));
    assert.throws(
      () => chooseSignatureAlgorithm(spki, 'SHA-256'),
      (error) => isCaError(error, 'unsupported'),
    );
  }
});

test('RSASSA-PSS with another salt is understood, with two hashes or SHA-1 it is only shown', () => {
  const pss = '06092a864886f70d01010a';
  const mgf = (oid: string): string => `a11c301a06092a864886f70d010108300d0609${oid}0500`;
  const [sha256, sha512] = ['608648016503040201', '608648016503040203'];
  const salt222 = parse(`3042${pss}3035a00f300d0609${sha256}0500${mgf(sha256)}a204020200de`);
  assert.equal(salt222.id, 'rsa-pss-sha256');
  assert.equal(salt222.saltLength, 222);
  assert.ok(salt222.trusted);
  const mixed = parse(`3041${pss}3034a00f300d0609${sha256}0500${mgf(sha512)}a203020120`);
  assert.deepEqual(mixed.parameters, {
    name: 'EMSA-PSS',
    salt_length: 32,
    mgf: { algorithm: 'SHA-512' },
  });
  assert.equal(mixed.trusted, false);
  const defaults = parse(`300d${pss}3000`);
  assert.equal(defaults.hash, 'SHA1');
  assert.equal(defaults.trusted, false);
  assert.equal(parse(`300b${pss}`).trusted, false);
});

test('parameters that should not be there take the trust away, RSA may lack its NULL', () => {
  assert.equal(
    parseSignatureAlgorithm(encodeDer(nullAlgorithm(get('ecdsa-sha256').oid))).trusted,
    false,
  );
  assert.equal(
    parseSignatureAlgorithm(encodeDer(nullAlgorithm(get('ed25519').oid))).trusted,
    false,
  );
  const { oid } = get('rsa-sha256');
  assert.equal(parseSignatureAlgorithm(encodeDer(algorithmIdentifier(oid))).id, 'rsa-sha256');
  const odd = parseSignatureAlgorithm(encodeDer(algorithmIdentifier(oid, sequence())));
  assert.equal(odd.trusted, false);
  assert.equal(odd.hash, 'SHA-256');
});

test('an algorithm nobody here knows keeps its OID', () => {
  const der = encodeDer(algorithmIdentifier('1.2.3.4'));
  assert.deepEqual(parseSignatureAlgorithm(der), {
    id: 'unknown',
    oid: '1.2.3.4',
    keyType: 'unknown',
    keyOids: [],
    hash: null,
    trusted: false,
    parameters: null,
    der,
  });
});

function get(id: string): SignatureAlgorithm {
  const algorithm = findSignatureAlgorithm(id);
  assert.ok(algorithm, id);
  return algorithm;
}

function parse(hex: string): SignatureAlgorithm {
  return parseSignatureAlgorithm(findHex(hex) ?? new Uint8Array());
}
