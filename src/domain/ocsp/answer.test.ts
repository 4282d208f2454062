import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { concat } from '#base';
import { newSerial, type Authority } from '#authorities';
import {
  boolean,
  encodeDer,
  explicit,
  integer,
  octetString,
  oid,
  raw,
  sequence,
  type DerValue,
} from '#der';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import { digest, encodeCertId, encodeOcspRequest, issuerId, name, revocationReasons } from '#x509';
import { mutate } from '../../../test/fuzz/mutate.ts';
import { createRandom } from '../../../test/fuzz/random.ts';
import { askAbout, issue, ocspApp, requestAbout, told } from '../../../test/ocsp.ts';
import { makeCsr } from '../../../test/csr.ts';

const nonce = new Uint8Array(32).fill(7);
const day = 86_400_000;

describe('B9: the truth about every state a serial can be in', () => {
  test('issued is good, in SHA-1 and SHA-2, with a nonce and without', async () => {
    await using ca = await ocspApp();
    const { serial } = await issue(ca);
    for (const hash of ['SHA1', 'SHA-256', 'SHA-384', 'SHA-512'] as const) {
      assert.equal((await askAbout(ca, ca.issuing, serial, { hash })).says, 'good');
      const { says, basic } = await askAbout(ca, ca.issuing, serial, { hash, nonce });
      assert.equal(says, 'good');
      assert.deepEqual(basic?.nonce, nonce);
    }
  });

  test('revoked tells time and reason; unspecified, and what means nothing here, go without', async () => {
    await using ca = await ocspApp();
    for (const { rfcName: reason } of revocationReasons) {
      const leaf = await issue(ca);
      await ca.certificates.revoke(leaf, { reason });
      const { basic } = await askAbout(ca, ca.issuing, leaf.serial);
      const silent = reason === 'unspecified' || reason === 'removeFromCRL';
      assert.deepEqual(basic?.responses[0]?.status, {
        type: 'revoked',
        revokedMs: ca.clock.now(),
        reason: silent ? 'unspecified' : reason,
      });
    }
  });

  test('on hold is revoked, and good again once released', async () => {
    await using ca = await ocspApp();
    const leaf = await issue(ca);
    assert.equal((await askAbout(ca, ca.issuing, leaf.serial)).says, 'good');
    const held = await ca.certificates.revoke(leaf, { reason: 'certificateHold' });
    assert.equal((await askAbout(ca, ca.issuing, leaf.serial)).says, 'revoked certificateHold');
    await ca.certificates.release(held);
    assert.equal((await askAbout(ca, ca.issuing, leaf.serial)).says, 'good');
    const again = await ca.certificates.get({ id: leaf.id });
    await ca.certificates.revoke(again, { reason: 'certificateHold' });
    await ca.certificates.revoke(again, { reason: 'keyCompromise' });
    assert.equal((await askAbout(ca, ca.issuing, leaf.serial)).says, 'revoked keyCompromise');
  });

  test('a certificate that has ended keeps its answer', async () => {
    await using ca = await ocspApp();
    const [good, bad] = [await issue(ca), await issue(ca)];
    await ca.certificates.revoke(bad, { reason: 'superseded' });
    ca.clock.advance(120 * day);
    await ca.ocsp.renewResponder(ca.issuing);
    assert.equal((await askAbout(ca, ca.issuing, good.serial)).says, 'good');
    assert.equal((await askAbout(ca, ca.issuing, bad.serial)).says, 'revoked superseded');
  });

  test('of a certificate that has ended it says how far back all is known, of others it does not', async () => {
    await using ca = await ocspApp();
    const [short, long] = [
      await issue(ca, { notAfter: new Date(ca.clock.now() + day) }),
      await issue(ca),
    ];
    const cutoffs = async (): Promise<unknown> => {
      const all = [short.serial, long.serial, 'ABC'];
      const several = await askAbout(ca, ca.issuing, all, { nonce });
      const alone = await askAbout(ca, ca.issuing, short.serial);
      return [several, alone].flatMap(({ basic }) =>
        basic?.responses.map(({ archiveCutoffMs }) => archiveCutoffMs ?? null),
      );
    };
    assert.deepEqual(await cutoffs(), [null, null, null, null]);
    ca.clock.advance(2 * day);
    const { notBeforeMs } = ca.issuing.certificate;
    assert.deepEqual(await cutoffs(), [notBeforeMs, null, null, notBeforeMs]);
  });

  test('an authority is told of by the one above it, at all its serials, and a root by itself', async () => {
    await using ca = await ocspApp();
    const old = ca.issuing.serial;
    assert.equal((await askAbout(ca, ca.root, ca.root.serial)).says, 'good');
    assert.equal((await askAbout(ca, ca.root, old)).says, 'good');
    assert.equal((await askAbout(ca, ca.issuing, old)).says, 'unknown', 'not by itself');
    ca.clock.advance(day);
    const renewed = await ca.authorities.renew(ca.issuing);
    assert.notEqual(renewed.serial, old);
    assert.equal((await askAbout(ca, ca.root, renewed.serial)).says, 'good');
    const leaf = await issue({ ...ca, issuing: renewed });
    for (const issuer of [ca.issuing, renewed])
      assert.equal((await askAbout(ca, issuer, leaf.serial)).says, 'good', 'at either address');
    await ca.authorities.revoke({ serial: old }, { reason: 'superseded' });
    assert.equal((await askAbout(ca, ca.root, old)).says, 'revoked superseded');
    assert.equal((await askAbout(ca, ca.root, renewed.serial)).says, 'good');
    await ca.authorities.revoke(renewed, { reason: 'cACompromise' });
    assert.equal((await askAbout(ca, ca.root, renewed.serial)).says, 'revoked cACompromise');
    assert.equal(
      (await askAbout(ca, renewed, leaf.serial)).says,
      'good',
      'of its own it may speak',
    );
  });

  test('a responder is told of like any certificate', async () => {
    await using ca = await ocspApp();
    const [responder] = await ca.certificates.list({ authority: ca.issuing });
    assert.ok(responder?.autogenerated);
    assert.equal((await askAbout(ca, ca.issuing, responder.serial)).says, 'good');
  });

  test('a serial that nobody was handed is unknown: being signed, given up, never used, of another', async () => {
    using directory = temporaryDirectory();
    const backend = files({ directory: `${directory.path}/keys` });
    const stuck = { is: false };
    const slow: KeyBackend = {
      ...backend,
      sign: (...act) => (stuck.is ? new Promise<never>(() => {}) : backend.sign(...act)),
    };
    await using ca = await ocspApp({ keys: { default: slow } });
    const elsewhere = await ca.certificates.issue(ca.root, {
      csr: (await makeCsr()).pem,
      subject: name('CN=leaf'),
    });
    stuck.is = true;
    void issue(ca);
    const serial = await intentOf(ca);
    stuck.is = false;
    const others = ['1', newSerial(ca.clock.now()), elsewhere.serial];
    for (const each of [serial, ...others])
      assert.equal((await askAbout(ca, ca.issuing, each)).says, 'unknown', each);
    ca.clock.advance(11 * 60_000);
    await ca.certificates.recover();
    assert.equal((await askAbout(ca, ca.issuing, serial)).says, 'unknown', 'abandoned');
  });
});

async function intentOf(ca: Awaited<ReturnType<typeof ocspApp>>): Promise<string> {
  interface Tables {
    certificate: { serial: string; state: string };
  }
  for (;;) {
    const row = await ca.db
      .reader<Tables>()
      .selectFrom('certificate')
      .select('serial')
      .where('state', '=', 'intent')
      .executeTakeFirst();
    if (row) return row.serial;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('whose certificates are meant', () => {
  test('both the name and the key of the issuer must be its own, or the answer is unauthorized', async () => {
    await using ca = await ocspApp();
    const { serial } = await issue(ca);
    const { subjectDer, spki } = ca.issuing.certificate;
    const ask = async (id: Parameters<typeof encodeCertId>[0]): Promise<string> => {
      const request = encodeOcspRequest([encodeCertId(id, serial)]);
      return told(await ca.ocsp.answer(ca.issuing.serial, request)).says;
    };
    for (const hash of ['SHA1', 'SHA-256'] as const) {
      const [own, other] = [
        issuerId({ subjectDer, spki }, hash),
        issuerId(ca.root.certificate, hash),
      ];
      assert.equal(await ask(own), 'good');
      assert.equal(await ask({ ...own, keyHash: other.keyHash }), 'unauthorized');
      assert.equal(await ask({ ...own, nameHash: other.nameHash }), 'unauthorized');
      assert.equal(await ask(other), 'unauthorized');
    }
  });

  test('a hash may go without parameters; digests of other octets, and other hashes, are unauthorized', async () => {
    await using ca = await ocspApp();
    const { serial } = await issue(ca);
    const { subjectDer, spki } = ca.issuing.certificate;
    const key = issuerId(ca.issuing.certificate, 'SHA1');
    const id = (algorithm: DerValue, hashes: readonly Uint8Array[]): Uint8Array =>
      encodeDer(
        sequence(
          algorithm,
          ...hashes.map((each) => octetString(each)),
          integer(BigInt(`0x${serial}`)),
        ),
      );
    const bare = id(sequence(oid('1.3.14.3.2.26')), [key.nameHash, key.keyHash]);
    const sha512 = [digest('SHA-512', subjectDer), digest('SHA-512', spki)];
    const cases: [Uint8Array, string][] = [
      [bare, 'good'],
      [id(sequence(oid('2.16.840.1.101.3.4.2.3')), sha512), 'unauthorized'],
      [id(sequence(oid('1.2.3')), [key.nameHash, key.keyHash]), 'unauthorized'],
      [id(sequence(oid('2.16.840.1.101.3.4.2.1')), [key.nameHash, key.keyHash]), 'unauthorized'],
    ];
    for (const [certId, says] of cases) {
      const answer = await ca.ocsp.answer(ca.issuing.serial, encodeOcspRequest([certId]));
      assert.equal(told(answer).says, says);
    }
  });

  test('an address of no authority, or of another one, is unauthorized', async () => {
    await using ca = await ocspApp();
    const { serial } = await issue(ca);
    const request = requestAbout(ca.issuing, serial);
    for (const address of [ca.root.serial, 'ABC', 'nothing'])
      assert.equal(told(await ca.ocsp.answer(address, request)).says, 'unauthorized', address);
    const spelled = `00:${ca.issuing.serial.toLowerCase().replace(/../g, '$&:').replace(/:$/, '')}`;
    assert.equal(told(await ca.ocsp.answer(spelled, request)).says, 'good');
  });

  test('several are answered at once, in their order, one that is of another issuer with none', async () => {
    await using ca = await ocspApp();
    const [good, bad] = [await issue(ca), await issue(ca)];
    await ca.certificates.revoke(bad, { reason: 'keyCompromise' });
    const asked = [good.serial, 'ABCDEF', bad.serial, good.serial];
    const { says, basic, answer } = await askAbout(ca, ca.issuing, asked, { nonce });
    assert.equal(says, 'good, unknown, revoked keyCompromise, good');
    assert.deepEqual(
      basic?.responses.map(({ certId }) => certId.serial),
      asked,
    );
    assert.equal(answer.keep, null);
    const [ours, theirs] = [ca.issuing, ca.root].map((authority) =>
      encodeCertId(issuerId(authority.certificate, 'SHA1'), good.serial),
    );
    const mixed = encodeOcspRequest([ours ?? nonce, theirs ?? nonce]);
    assert.equal(told(await ca.ocsp.answer(ca.issuing.serial, mixed)).says, 'unauthorized');
  });
});

describe('what is no request that can be answered', () => {
  const extension = (type: string, critical: boolean, value: Uint8Array): DerValue =>
    sequence(oid(type), critical ? boolean(true) : undefined, octetString(value));
  const nonceOid = '1.3.6.1.5.5.7.48.1.2';
  const octets = (size: number): Uint8Array => encodeDer(octetString(new Uint8Array(size).fill(1)));

  const cases: [
    why: string,
    make: (issuer: Authority, id: Uint8Array) => Uint8Array,
    says: string,
  ][] = [
    ['nothing', () => new Uint8Array(0), 'malformedRequest'],
    ['text', () => new TextEncoder().encode('hello'), 'malformedRequest'],
    [
      'more behind it',
      (_, id) => concat(encodeOcspRequest([id]), new Uint8Array(1)),
      'malformedRequest',
    ],
    ['no question', () => encodeOcspRequest([]), 'malformedRequest'],
    [
      '17 questions',
      (_, id) => encodeOcspRequest(Array.from({ length: 17 }, () => id)),
      'malformedRequest',
    ],
    ['16 questions', (_, id) => encodeOcspRequest(Array.from({ length: 16 }, () => id)), 'good'],
    ['4097 octets', () => new Uint8Array(4097), 'malformedRequest'],
    [
      'version 2',
      (_, id) => encodeDer(sequence(sequence(explicit(0, integer(1)), one(id)))),
      'malformedRequest',
    ],
    [
      'an empty nonce',
      (_, id) => extended(id, extension(nonceOid, false, octets(0))),
      'malformedRequest',
    ],
    ['a nonce of 1 octet', (_, id) => extended(id, extension(nonceOid, false, octets(1))), 'good'],
    [
      'a nonce of 128 octets',
      (_, id) => extended(id, extension(nonceOid, true, octets(128))),
      'good',
    ],
    [
      'a nonce of 129 octets',
      (_, id) => extended(id, extension(nonceOid, false, octets(129))),
      'malformedRequest',
    ],
    [
      'a nonce that is none',
      (_, id) => extended(id, extension(nonceOid, false, nonce)),
      'malformedRequest',
    ],
    [
      'a critical extension',
      (_, id) => extended(id, extension('1.2.3', true, nonce)),
      'malformedRequest',
    ],
    ['one that is not critical', (_, id) => extended(id, extension('1.2.3', false, nonce)), 'good'],
    [
      'a signature that is none',
      (_, id) => encodeDer(sequence(sequence(one(id)), explicit(0, sequence(integer(1))))),
      'good',
    ],
  ];
  const one = (id: Uint8Array): DerValue => sequence(sequence(raw(id)));
  const extended = (id: Uint8Array, value: DerValue): Uint8Array =>
    encodeDer(sequence(sequence(one(id), explicit(2, sequence(value)))));

  test('is malformed, and what only looks odd is answered', async () => {
    await using ca = await ocspApp();
    const { serial } = await issue(ca);
    const id = encodeCertId(issuerId(ca.issuing.certificate, 'SHA1'), serial);
    for (const [why, make, expected] of cases) {
      const { says, answer } = told(await ca.ocsp.answer(ca.issuing.serial, make(ca.issuing, id)));
      assert.equal(new Set(says.split(', ')).size, 1, why);
      assert.equal(says.split(', ')[0], expected, why);
      if (expected !== 'good') assert.equal(answer.keep, null, why);
    }
  });

  test('however a request is damaged: an answer comes, and never a good one for what is not good', async () => {
    await using ca = await ocspApp();
    const leaf = await issue(ca);
    await ca.certificates.revoke(leaf);
    const seeds = [
      requestAbout(ca.issuing, leaf.serial),
      requestAbout(ca.issuing, [leaf.serial, 'ABC'], { hash: 'SHA-256', nonce }),
    ];
    const known = new Set((await ca.certificates.list()).map(({ serial }) => serial));
    const random = createRandom(1);
    for (let run = 0; run < 1500; run++) {
      const request = mutate(random.pick(seeds), random, seeds);
      const { basic } = told(await ca.ocsp.answer(ca.issuing.serial, request));
      for (const { certId, status } of basic?.responses ?? [])
        assert.ok(status.type !== 'good' || known.has(certId.serial), certId.serial);
    }
  });
});

test('nobody answers for an authority without a responder: later while it may get one, never again after', async () => {
  await using ca = await ocspApp();
  const young = await ca.authorities.create({ name: 'young', subject: name('CN=Young') });
  const { serial } = young;
  const request = requestAbout(young, serial);
  assert.equal(told(await ca.ocsp.answer(serial, request)).says, 'tryLater');
  await ca.authorities.update(young, { enabled: false });
  assert.equal(told(await ca.ocsp.answer(serial, request)).says, 'unauthorized');
});

test('a disabled authority is answered for while its responder lives', async () => {
  await using ca = await ocspApp();
  const { serial } = await issue(ca);
  await ca.authorities.update(ca.issuing, { enabled: false });
  assert.equal((await askAbout(ca, ca.issuing, serial)).says, 'good');
  ca.clock.advance(3 * day);
  assert.equal((await askAbout(ca, ca.issuing, serial)).says, 'unauthorized');
});

test('nonces cannot make us sign without end: beyond a measure they are told to come again', async () => {
  using directory = temporaryDirectory();
  const backend = files({ directory: `${directory.path}/keys` });
  const gate = Promise.withResolvers<void>();
  const held = { is: false };
  const slow: KeyBackend = {
    ...backend,
    sign: async (...act) => {
      if (held.is) await gate.promise;
      return backend.sign(...act);
    },
  };
  await using ca = await ocspApp({ keys: { default: slow } });
  const { serial } = await issue(ca);
  assert.equal((await askAbout(ca, ca.issuing, serial)).says, 'good');
  held.is = true;
  const asked = Array.from({ length: 80 }, () => askAbout(ca, ca.issuing, serial, { nonce }));
  assert.equal(
    (await askAbout(ca, ca.issuing, serial)).says,
    'good',
    'what is stored is not held up',
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  gate.resolve();
  const says = (await Promise.all(asked)).map((each) => each.says);
  assert.equal(says.filter((each) => each === 'good').length, 64);
  assert.equal(says.filter((each) => each === 'tryLater').length, 16);
});
