import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openApp, type App } from '#app';
import { day, equalBytes, fixedClock, hour, minute } from '#base';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import {
  encodeOcspRequest,
  name,
  parseOcspRequest,
  parseOcspResponse,
  parseResponseData,
} from '#x509';
import { noon, testApp, type TestApp } from '../../../test/app.ts';
import { askAbout, issue, ocspApp, requestAbout, told } from '../../../test/ocsp.ts';

const nonce = new Uint8Array(32).fill(7);

interface AnswerRow {
  readonly id: number;
  readonly serial: string;
  readonly tbs: Uint8Array | null;
  readonly der: Uint8Array | null;
}

/** What is on record, as another process would see it. */
function answers(ca: Pick<App, 'db'>): Promise<AnswerRow[]> {
  return ca.db
    .reader<{ ocsp_answer: AnswerRow }>()
    .selectFrom('ocsp_answer')
    .select(['id', 'serial', 'tbs', 'der'])
    .orderBy('id')
    .execute();
}

describe('an answer without nonce', () => {
  test('is signed once and given to all, until it is half-way to its end', async () => {
    await using ca = await ocspApp();
    const { serial } = await issue(ca);
    const asked = Array.from({ length: 20 }, () => askAbout(ca, ca.issuing, serial));
    const [first, ...others] = await Promise.all(asked);
    assert.ok(first?.answer.keep);
    for (const each of others) assert.deepEqual(each.answer, first.answer);
    assert.equal((await answers(ca)).length, 1);
    const { thisUpdateMs, nextUpdateMs, renewMs } = first.answer.keep;
    assert.deepEqual([thisUpdateMs, nextUpdateMs], [noon, noon + day]);
    assert.equal(renewMs, noon + 12 * hour);
    ca.clock.advance(12 * hour - 1);
    assert.deepEqual((await askAbout(ca, ca.issuing, serial)).answer, first.answer);
    ca.clock.advance(1);
    const later = await askAbout(ca, ca.issuing, serial);
    assert.equal(later.answer.keep?.thisUpdateMs, noon + 12 * hour);
    assert.equal((await answers(ca)).length, 1, 'in the place of the old one');
  });

  test('lives as long as the policy says, and no longer than its responder', async () => {
    await using ca = await ocspApp();
    await ca.ocsp.setPolicy(ca.issuing.id, { responseValiditySeconds: 600 });
    const [a, b] = [await issue(ca), await issue(ca)];
    const short = await askAbout(ca, ca.issuing, a.serial);
    assert.equal(short.answer.keep?.nextUpdateMs, noon + 10 * minute);
    await ca.ocsp.setPolicy(ca.issuing.id, { responseValiditySeconds: 30 * 86_400 });
    const long = await askAbout(ca, ca.issuing, b.serial);
    assert.equal(long.answer.keep?.nextUpdateMs, long.responder?.notAfterMs);
  });

  test('is renewed by the timetable before somebody asks, while the certificate lives', async () => {
    await using ca = await testApp({ ocsp: 'run' });
    await settle(ca);
    const brief = await issue(ca, { notAfter: new Date(noon + 14 * hour) });
    const { serial } = await issue(ca);
    for (const each of [brief.serial, serial]) await askAbout(ca, ca.issuing, each);
    const before = await answers(ca);
    ca.clock.advance(13 * hour);
    await settle(ca);
    const after = await answers(ca);
    assert.deepEqual(after.map((row) => row.serial).sort(), before.map((row) => row.serial).sort());
    assert.ok(
      after.every(({ der }) => !before.some((row) => row.der && der && equalBytes(row.der, der))),
    );
    ca.clock.advance(13 * hour);
    await settle(ca);
    ca.clock.advance(13 * hour);
    await settle(ca);
    assert.deepEqual(
      (await answers(ca)).map((row) => row.serial),
      [serial],
      'what nobody may believe any more is forgotten',
    );
  });

  test('is renewed after a revocation without being asked for, where there was one', async () => {
    await using ca = await ocspApp();
    const [asked, other] = [await issue(ca), await issue(ca)];
    await askAbout(ca, ca.issuing, asked.serial);
    await ca.certificates.revoke(asked);
    await ca.certificates.revoke(other);
    await settle(ca);
    const rows = await answers(ca);
    assert.deepEqual([...new Set(rows.map(({ serial }) => serial))], [asked.serial]);
    const said = rows.map(({ der }) => parseOcspResponse(der ?? nonce).basic?.responses[0]?.status);
    assert.deepEqual(
      said.map((status) => status?.type),
      ['revoked', 'revoked'],
      'in both hashes',
    );
  });
});

test('how long a revocation took to get into the answer is measured', async () => {
  await using ca = await ocspApp({ jobs: 'hold' });
  const leaf = await issue(ca);
  await askAbout(ca, ca.issuing, leaf.serial);
  await ca.certificates.revoke(leaf);
  ca.clock.advance(1500);
  assert.equal(ca.ocsp.visibility().count, 0);
  await askAbout(ca, ca.issuing, leaf.serial);
  const seen = { count: 1, lastMs: 1500, longestMs: 1500, totalMs: 1500 };
  assert.deepEqual(ca.ocsp.visibility(), seen);
  ca.clock.advance(13 * hour);
  await askAbout(ca, ca.issuing, leaf.serial);
  assert.deepEqual(ca.ocsp.visibility(), seen, 'it is old news then');
});

test('what a responder signed is signed anew by the next once its certificate is revoked', async () => {
  await using ca = await ocspApp();
  const { serial } = await issue(ca);
  const before = await askAbout(ca, ca.issuing, serial);
  await settle(ca);
  const own = await ca.certificates.get({ serial: before.responder?.serial ?? '' });
  await ca.certificates.revoke(own, { reason: 'keyCompromise' });
  await settle(ca);
  await ca.ocsp.renewResponder(ca.issuing);
  const { says, responder } = await askAbout(ca, ca.issuing, serial);
  assert.equal(says, 'good');
  assert.notEqual(responder?.serial, own.serial);
});

describe('I1: nothing is signed or told that is not on record', () => {
  test('the exact bytes are on record before the key is used, the answer before it is told', async () => {
    using directory = temporaryDirectory();
    const backend = files({ directory: `${directory.path}/keys` });
    const signed: { tbs: Uint8Array; wasOnRecord: boolean }[] = [];
    const watch: { ca?: TestApp } = {};
    const watched: KeyBackend = {
      ...backend,
      sign: async (ref, message, ...rest) => {
        if (watch.ca) {
          const rows = await answers(watch.ca);
          const wasOnRecord = rows.some(({ tbs }) => tbs && equalBytes(tbs, message));
          signed.push({ tbs: message, wasOnRecord });
        }
        return backend.sign(ref, message, ...rest);
      },
    };
    await using ca = await ocspApp({ keys: { default: watched } });
    const leaf = await issue(ca);
    await settle(ca);
    watch.ca = ca;
    const { answer } = await askAbout(ca, ca.issuing, leaf.serial);
    assert.deepEqual(
      signed.map(({ wasOnRecord }) => wasOnRecord),
      [true],
    );
    const [row] = await answers(ca);
    assert.deepEqual([row?.tbs, row?.der], [null, answer.der]);
  });

  test('a nonce is put to statements that are on record, and to nothing else', async () => {
    await using ca = await ocspApp();
    const { serial } = await issue(ca);
    const stored = await askAbout(ca, ca.issuing, serial);
    ca.clock.advance(hour);
    const { basic } = await askAbout(ca, ca.issuing, [serial, 'ABC'], { nonce });
    const [single, unknown] = basic?.responses ?? [];
    assert.deepEqual(single, stored.basic?.responses[0]);
    assert.equal(basic?.producedAtMs, noon + hour);
    assert.equal(unknown?.nextUpdateMs, noon + hour + 10 * minute);
    assert.equal((await answers(ca)).length, 1);
    const fresh = await issue(ca);
    await askAbout(ca, ca.issuing, fresh.serial, { nonce });
    assert.equal((await answers(ca)).length, 2, 'the statement comes first');
  });

  test('what is kept is alone in its memory, and keeps no other answer there', async () => {
    await using ca = await ocspApp();
    const { serial } = await issue(ca);
    await askAbout(ca, ca.issuing, serial, { nonce });
    const { der } = (await askAbout(ca, ca.issuing, serial)).answer;
    assert.equal(der.buffer.byteLength, der.length);
  });

  test('a signature that does not verify never leaves', async () => {
    using directory = temporaryDirectory();
    const backend = files({ directory: `${directory.path}/keys` });
    const broken = { is: false };
    const faulty: KeyBackend = {
      ...backend,
      sign: async (ref, message, ...rest) => {
        const wrong = broken.is ? Uint8Array.from(message, (octet) => octet ^ 1) : message;
        return backend.sign(ref, wrong, ...rest);
      },
    };
    await using ca = await ocspApp({ keys: { default: faulty } });
    const { serial } = await issue(ca);
    broken.is = true;
    assert.equal((await askAbout(ca, ca.issuing, serial)).says, 'tryLater');
    assert.equal((await askAbout(ca, ca.issuing, serial, { nonce })).says, 'tryLater');
    broken.is = false;
    assert.equal((await askAbout(ca, ca.issuing, serial)).says, 'good');
  });

  test('what a crash left begun is not taken for an answer', async () => {
    await using ca = await ocspApp();
    const { serial } = await issue(ca);
    const { basic } = await askAbout(ca, ca.issuing, serial);
    await ca.db.transaction<{ ocsp_answer: AnswerRow }, unknown>((trx) =>
      trx.updateTable('ocsp_answer').set({ der: null, tbs: basic?.tbsDer }).execute(),
    );
    const [begun] = await answers(ca);
    assert.equal(parseResponseData(begun?.tbs ?? nonce).responses.length, 1);
    ca.clock.advance(13 * hour);
    assert.equal((await askAbout(ca, ca.issuing, serial)).says, 'good');
    assert.deepEqual(
      (await answers(ca)).map(({ tbs }) => tbs !== null),
      [true, false],
    );
  });
});

test('I14: nothing is signed under a clock that went back; what is signed is still told', async () => {
  await using ca = await ocspApp();
  const [asked, other] = [await issue(ca), await issue(ca)];
  ca.clock.advance(hour);
  assert.equal((await askAbout(ca, ca.issuing, asked.serial)).says, 'good');
  ca.clock.advance(-10 * minute);
  assert.equal((await askAbout(ca, ca.issuing, asked.serial)).says, 'good');
  assert.equal((await askAbout(ca, ca.issuing, other.serial)).says, 'tryLater');
});

describe('I5: two processes on one database', () => {
  test('a revocation in one is told by the other from its commit on, and so is a release', async () => {
    await using two = await twoProcesses();
    const { one, other, leaf } = two;
    const both = async (): Promise<string[]> => {
      const asked = [one, other].flatMap((ca) => [
        askAbout(ca, one.issuing, leaf.serial),
        askAbout(ca, one.issuing, leaf.serial, { nonce }),
      ]);
      return (await Promise.all(asked)).map(({ says }) => says);
    };
    for (let round = 0; round < 5; round++) {
      assert.deepEqual(
        await both(),
        Array.from({ length: 4 }, () => 'good'),
      );
      const acting = round % 2 === 0 ? one : other;
      const fresh = await acting.certificates.get({ id: leaf.id });
      const held = await acting.certificates.revoke(fresh, { reason: 'certificateHold' });
      assert.deepEqual(
        await both(),
        Array.from({ length: 4 }, () => 'revoked certificateHold'),
      );
      await acting.certificates.release(held);
    }
    const last = await other.certificates.get({ id: leaf.id });
    await other.certificates.revoke(last, { reason: 'keyCompromise' });
    assert.deepEqual(
      await both(),
      Array.from({ length: 4 }, () => 'revoked keyCompromise'),
    );
  });

  test('one without keys tells what is stored, leaves nonces out, and has what is missing made by the other', async () => {
    await using two = await twoProcesses({ otherHasKeys: false });
    const { one, other, leaf } = two;
    const ask = async (options = {}): Promise<string> =>
      (await askAbout(other, one.issuing, leaf.serial, options)).says;
    assert.equal(await ask(), 'tryLater', 'nobody has asked before');
    await one.jobs.idle();
    assert.equal(await ask(), 'good', 'it was booked');
    const without = await askAbout(other, one.issuing, leaf.serial, { nonce });
    assert.deepEqual([without.says, without.basic?.nonce], ['good', undefined]);
    assert.equal((await askAbout(other, one.issuing, 'ABC')).says, 'tryLater');
    two.clock.advance(13 * hour);
    assert.equal(await ask(), 'good', 'old, but right');
    two.clock.advance(12 * hour);
    assert.equal(await ask(), 'tryLater', 'outdated');
    await one.certificates.revoke(leaf);
    assert.equal(await ask(), 'tryLater', 'never good once it is revoked');
    await one.jobs.idle();
    assert.equal(await ask(), 'revoked unspecified');
  });
});

describe('ocsp.currentAnswers', () => {
  test('has an answer about all that lives, in both hashes, where a GET asks for it', async () => {
    await using ca = await ocspApp();
    const brief = await issue(ca, { notAfter: new Date(noon + hour) });
    const revoked = await issue(ca);
    await ca.certificates.revoke(revoked);
    ca.clock.advance(day);
    const good = await issue(ca);
    const found = new Map<string, string[]>();
    for await (const { paths, answer } of ca.ocsp.currentAnswers(ca.issuing)) {
      assert.equal(paths.length, 1);
      const [, serial, kind, ...base64] = (paths[0] ?? '').split('/');
      assert.deepEqual([serial, kind], [ca.issuing.serial, 'cert']);
      const request = Buffer.from(base64.join('/'), 'base64');
      const { certIds } = parseOcspRequest(request);
      assert.deepEqual(new Uint8Array(request), encodeOcspRequest(certIds.map(({ der }) => der)));
      const { says, basic } = told({ der: answer.der, keep: null });
      const about = basic?.responses[0]?.certId.serial ?? '';
      assert.deepEqual((await ca.ocsp.answer(ca.issuing.serial, request)).der, answer.der);
      found.set(about, [...(found.get(about) ?? []), `${certIds[0]?.hash} ${says}`]);
    }
    assert.deepEqual(found.get(good.serial), ['SHA1 good', 'SHA-256 good']);
    assert.deepEqual(found.get(revoked.serial), [
      'SHA1 revoked unspecified',
      'SHA-256 revoked unspecified',
    ]);
    assert.equal(found.get(brief.serial), undefined);
    assert.equal(found.size, 3, 'and the responder');
  });

  test('tells of authorities at the address for them, at every serial that the issuer has had', async () => {
    await using ca = await ocspApp();
    ca.clock.advance(day);
    const renewed = await ca.authorities.renew(ca.root);
    const all: string[] = [];
    for await (const { paths } of ca.ocsp.currentAnswers(renewed)) all.push(...paths);
    const starts = new Set(all.map((path) => path.split('/').slice(0, 3).join('/')));
    for (const serial of [ca.root.serial, renewed.serial])
      for (const kind of ['cert', 'ca']) assert.ok(starts.has(`ocsp/${serial}/${kind}`), serial);
    const request = requestAbout(ca.root, ca.issuing.serial);
    const path = `ocsp/${renewed.serial}/ca/${Buffer.from(request).toString('base64')}`;
    assert.ok(all.includes(path));
  });
});

/** Waits until listeners and jobs have nothing left to do. */
async function settle(ca: App): Promise<void> {
  await ca.events.idle();
  await ca.jobs.idle();
}

/** Two apps on one database file, with an issuing authority, its responder and one certificate. */
async function twoProcesses({ otherHasKeys = true } = {}) {
  const directory = temporaryDirectory();
  const clock = fixedClock(noon);
  const keys = { default: files({ directory: `${directory.path}/keys` }) };
  const options = {
    database: `${directory.path}/ca.db`,
    clock,
    jobs: 'hold',
    ocsp: 'hold',
  } as const;
  const app = await openApp({ ...options, keys });
  const issuing = await app.authorities.create({ name: 'issuing', subject: name('CN=Issuing') });
  await app.ocsp.renewResponder(issuing);
  const leaf = await issue({ certificates: app.certificates, issuing });
  const other = await openApp({ ...options, keys: otherHasKeys ? keys : {} });
  return {
    one: { ...app, issuing },
    other,
    leaf,
    clock,
    [Symbol.asyncDispose]: async () => {
      await other.close();
      await app.close();
      directory[Symbol.dispose]();
    },
  };
}
