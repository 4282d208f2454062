/* The PKCS #11 backend on a real token, and on one that fails in every way in which tokens do. */
import { deepEqual, equal, match, ok, rejects, throws } from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';
import { CaError, present, Secret, toHex, utf8 } from '#base';
import { secretFile, pkcs11 } from '#keys';
import type { KeyBackend, KeyRef, Pkcs11Options } from '#keys';
import { temporaryDirectory } from '#oracles';
import { chooseSignatureAlgorithm, encodePkcs8, findSignatureAlgorithm } from '#x509';
import { generateKey, verifySignature } from '#x509';
import type { KeySpec } from '#x509';
import { faultyLibrary, skipWithoutTokens, softTokens } from './soft-token.ts';
import type { FaultyLibrary, SoftToken } from './soft-token.ts';
import { openWitness } from './witness.ts';
import type { SeenObject, Witness } from './witness.ts';

const skip = skipWithoutTokens();
const check = (sentence: string, run: () => Promise<void>): void =>
  void test(`pkcs11: ${sentence}`, { skip }, run);

const p256: KeySpec = { type: 'ec', curve: 'P-256' };
const message = utf8('to be signed');
const ecdsa = present(findSignatureAlgorithm('ecdsa-sha256'), 'an algorithm');
const wrong = { password: new Secret('falsch') };
const unavailable = { code: 'key_unavailable' };

const tokens = softTokens();

/** The token of most tests, the library before it, a backend on it that works, and a key. */
let soft: SoftToken;
let faulty: Disposable & FaultyLibrary;
let shared: KeyBackend;
let key: KeyRef;
let witness: Witness;

before(async () => {
  if (skip !== false) return;
  faulty = faultyLibrary();
  soft = await tokens.add();
  witness = openWitness(soft);
  shared = open();
  key = await shared.create(p256);
});
beforeEach(() => {
  if (skip !== false) return;
  faulty.order();
  faulty.calls();
});
after(() => {
  if (skip === false) faulty[Symbol.dispose]();
  tokens[Symbol.dispose]();
});

/** A backend of its own process on the token of most tests. */
function open(options: Partial<Pkcs11Options> = {}): KeyBackend {
  const { token, pin } = soft;
  return pkcs11({ library: faulty.library, token, pin, ...options });
}

/** How often a function of the library was called since the last look. */
function count(name: string): number {
  return faulty.calls().filter((call) => call.name === name).length;
}

async function mustSign(backend: KeyBackend, ref: KeyRef = key): Promise<void> {
  const spki = await backend.publicKey(ref);
  const algorithm = chooseSignatureAlgorithm(spki);
  const signature = await backend.sign(ref, message, algorithm);
  ok(verifySignature(algorithm, spki, message, signature), 'the signature verifies');
}

async function failure(act: Promise<unknown>): Promise<CaError> {
  const error = await act.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  ok(error instanceof CaError, `a CaError, not ${inspect(error)}`);
  return error;
}

const pinCountLow = 0x1_0000;

check('a private key does not leave the token, made there or brought', async () => {
  const brought = await generateKey(p256);
  const rsa = await shared.create({ type: 'rsa', bits: 2048 });
  const imported = await present(shared.import, 'import')(encodePkcs8(brought));
  const secrets: [KeyRef, number[]][] = [
    [key, [0x11]],
    [imported, [0x11]],
    [rsa, [0x123, 0x124, 0x125]],
  ];
  for (const [ref, attributes] of secrets) {
    const halves = witness.objects(String(ref['label']));
    equal(halves.length, 2, 'a private and a public half');
    const isPrivate = ({ attribute }: SeenObject): boolean => attribute(0)[0] === 3;
    const { attribute } = present(halves.find(isPrivate), 'the private half');
    for (const type of attributes) throws(() => attribute(type), /CKR_ATTRIBUTE_SENSITIVE/);
    const [sensitive, extractable, signs, decrypts, unwraps] = [0x103, 0x162, 0x108, 0x105, 0x107];
    const said = [sensitive, extractable, signs, decrypts, unwraps].map(
      (type) => attribute(type)[0],
    );
    deepEqual(said, [1, 0, 1, 0, 0]);
    equal(toHex(attribute(0x102)), ref['id']);
  }
});

check('the library locks by itself, and the user is logged in once', async () => {
  const backend = open();
  await Promise.all([mustSign(backend), mustSign(backend), mustSign(backend)]);
  const calls = faulty.calls();
  deepEqual(
    calls.filter(({ name }) => name === 'C_Initialize').map(({ number }) => number),
    [2],
  );
  equal(calls.filter(({ name }) => name === 'C_Login').length, 1);
});

check('200 signatures at once are each right, in no more sessions than allowed', async () => {
  const backend = open({ sessions: 3 });
  const spki = await backend.publicKey(key);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const text = utf8(`message ${i}`);
      ok(verifySignature(ecdsa, spki, text, await backend.sign(key, text, ecdsa)));
    }),
  );
  clearInterval(timer);
  ok(turns > 0, 'the event loop turns meanwhile');
  equal(count('C_OpenSession'), 3);
});

check('every algorithm of an RSA key verifies, and what the token lacks is said so', async () => {
  const rsa = await shared.create({ type: 'rsa', bits: 2048 });
  const spki = await shared.publicKey(rsa);
  for (const id of [
    'rsa-sha256',
    'rsa-sha512',
    'rsa-sha3-256',
    'rsa-pss-sha256',
    'rsa-pss-sha512',
  ]) {
    const algorithm = present(findSignatureAlgorithm(id), id);
    const signature = await shared.sign(rsa, message, algorithm);
    ok(verifySignature(algorithm, spki, message, signature), id);
  }
  const lacking = present(findSignatureAlgorithm('rsa-pss-sha3-256'), 'an algorithm');
  await rejects(shared.sign(rsa, message, lacking), { code: 'unsupported' });
  await rejects(shared.create({ type: 'rsa', bits: 1024 }), { code: 'unsupported' });
  await rejects(shared.create({ type: 'rsa', bits: 16_384 }), { code: 'unsupported' });
});

check('a digest longer than the curve is cut as the standard has it', async () => {
  const spki = await shared.publicKey(key);
  for (const id of ['ecdsa-sha512', 'ecdsa-sha3-384', 'ecdsa-sha224']) {
    const algorithm = present(findSignatureAlgorithm(id), id);
    ok(verifySignature(algorithm, spki, message, await shared.sign(key, message, algorithm)), id);
  }
});

check('a second key with the same label is refused', async () => {
  const backend = open({ label: 'the one' });
  const [one, other] = await Promise.allSettled([backend.create(p256), backend.create(p256)]);
  equal(one.status, 'fulfilled');
  ok(other.status === 'rejected');
  const expected = {
    code: 'already_exists',
    detail: 'the one: Private key with this label already exists.',
  };
  for (const error of [other.reason, await failure(backend.create(p256))])
    deepEqual({ code: error.code, detail: error.detail }, expected);
  equal(witness.objects('the one').length, 2);
});

check('a wrong PIN is given to the token exactly once', async () => {
  await mustSign(shared);
  equal(witness.flags() & pinCountLow, 0);
  faulty.calls();
  const backend = open({ pin: wrong.password });
  const acts = Array.from({ length: 20 }, () => failure(backend.create(p256)));
  for (const error of await Promise.all(acts)) {
    equal(error.code, 'key_unavailable');
    match(
      error.detail,
      /^The token "test-\w+" cannot be opened: bad PIN; it is not tried again\.$/,
    );
    ok(!inspect(error, { depth: 9 }).includes('falsch'));
  }
  equal(await backend.usable?.(key), false);
  await rejects(backend.check?.() ?? Promise.resolve(), unavailable);
  const logins = faulty.calls().filter(({ name }) => name === 'C_Login');
  equal(logins.length, 1);
  await kill(present(logins[0], 'the login').pid);
  await rejects(backend.sign(key, message, ecdsa), unavailable);
  equal(count('C_Login'), 0, 'not by a new process either');
  equal(witness.flags() & pinCountLow, pinCountLow, 'the token has counted a mistake');
  await backend.sign(key, message, ecdsa, { password: soft.pin });
  equal(witness.flags() & pinCountLow, 0, 'and forgotten it');
});

check(
  'no PIN is given to a token that one more mistake would lock, or that is locked',
  async () => {
    const cases: [string, RegExp][] = [
      ['C_GetTokenInfo flags 0x20000', /one more wrong PIN might lock it/],
      ['C_GetTokenInfo flags 0x40000', /its PIN is locked/],
    ];
    for (const [order, words] of cases) {
      const backend = open();
      faulty.calls();
      faulty.order(order);
      match((await failure(backend.sign(key, message, ecdsa))).detail, words);
      equal(count('C_Login'), 0);
      faulty.order();
      await mustSign(backend);
    }
  },
);

check('a token that says locked is not asked again', async () => {
  const backend = open();
  faulty.order('C_Login error 0xa4');
  match((await failure(backend.create(p256))).detail, /its PIN is locked: unlock it/);
  faulty.order();
  match((await failure(backend.create(p256))).detail, /its PIN is locked: unlock it/);
  equal(count('C_Login'), 1);
});

check('after a login without an answer the token is asked first whether it was wrong', async () => {
  const backend = open({ timeoutMs: 300 });
  faulty.order('C_Login hang 0 once');
  match((await failure(backend.sign(key, message, ecdsa))).detail, /did not answer in time/);
  faulty.order('C_GetTokenInfo flags 0x10000');
  match(
    (await failure(backend.sign(key, message, ecdsa))).detail,
    /one more wrong PIN might lock it/,
  );
  faulty.order();
  await mustSign(backend);
});

check('without a PIN in the settings every use of a private key must bring it', async () => {
  const backend = open({ pin: undefined });
  const password = soft.pin;
  const spki = await backend.publicKey(key);
  await rejects(backend.sign(key, message, ecdsa), /its PIN is needed/);
  await rejects(backend.create(p256), /its PIN is needed/);
  await rejects(backend.remove?.(key) ?? Promise.resolve(), /its PIN is needed/);
  equal(await backend.usable?.(key), false);
  const signature = await backend.sign(key, message, ecdsa, { password });
  ok(verifySignature(ecdsa, spki, message, signature));
  await rejects(backend.sign(key, message, ecdsa), /its PIN is needed/);
  faulty.calls();
  await rejects(backend.sign(key, message, ecdsa, wrong), /bad PIN/);
  equal(count('C_Login'), 0, 'who is logged in need not ask');
  const made = await backend.create(p256, { password });
  await backend.remove?.(made);
  equal(await backend.usable?.(made, { password }), false);
});

check('a PIN that changes in its file is tried without a restart', async () => {
  using directory = temporaryDirectory();
  const path = directory.write('pin', 'falsch\n');
  const backend = open({ pin: secretFile(path) });
  await rejects(backend.sign(key, message, ecdsa), /bad PIN/);
  directory.write('pin', `${soft.pin.reveal()}\n`);
  await mustSign(backend);
  const lost = open({ pin: secretFile(`${path}.none`) });
  const error = await failure(lost.sign(key, message, ecdsa));
  equal(error.detail, 'The file that is to hold the secret or PIN cannot be read.');
});

check('sessions, logins and handles that were lost are made anew', async () => {
  const backend = open();
  await mustSign(backend);
  const cases: [order: string, logins: number, starts: number][] = [
    ['C_SignInit error 0xb3 once', 1, 0], // CKR_SESSION_HANDLE_INVALID
    ['C_SignInit error 0xb0 once', 1, 0], // CKR_SESSION_CLOSED
    ['C_SignInit error 0x60 once', 1, 0], // CKR_KEY_HANDLE_INVALID
    ['C_Sign error 0x101 once', 1, 0], // CKR_USER_NOT_LOGGED_IN
    ['C_Sign close 0 once', 1, 0],
    ['C_Sign error 0x32 once', 1, 1], // CKR_DEVICE_REMOVED
    ['C_SignInit error 0xe0 once', 1, 1], // CKR_TOKEN_NOT_PRESENT
    ['C_Sign error 0x5 once', 1, 1], // CKR_GENERAL_ERROR
    ['C_Sign crash 0 once', 1, 1],
  ];
  for (const [order, logins, starts] of cases) {
    faulty.calls();
    faulty.order(order);
    await mustSign(backend);
    const calls = faulty.calls();
    const made = (name: string): number => calls.filter((call) => call.name === name).length;
    deepEqual([made('C_Login'), made('C_Initialize')], [logins, starts], order);
  }
  faulty.order('C_Sign close 0 once');
  await Promise.all(Array.from({ length: 40 }, () => mustSign(backend)));
});

check(
  'what the token goes on to refuse fails the request, and the next one is served',
  async () => {
    for (const order of ['C_Sign error 0x32', 'C_SignInit error 0xb3', 'C_Sign crash 0']) {
      const backend = open();
      await mustSign(backend);
      faulty.order(order);
      const error = await failure(backend.sign(key, message, ecdsa));
      equal(error.code, 'key_unavailable', order);
      faulty.order();
    }
    await mustSign(shared);
  },
);

check('a library that hangs fails the request in time and is done away with', async () => {
  const backend = open({ timeoutMs: 500 });
  await mustSign(backend);
  faulty.order('C_Sign hang 0');
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 5);
  const error = await failure(backend.sign(key, message, ecdsa));
  clearInterval(timer);
  match(error.detail, /^The token "test-\w+" did not answer in time\.$/);
  ok(turns > 5, 'the event loop turns meanwhile');
  faulty.order();
  await mustSign(backend);
});

check(
  'a process that is killed in the middle of a call is replaced, and the call made again',
  async () => {
    const backend = open();
    await mustSign(backend);
    faulty.calls();
    faulty.order('C_Sign hang 0 once');
    const signed = mustSign(backend);
    await kill(await hanging());
    await signed;
  },
);

/** Ends a process and waits until we have heard of it. */
async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  for (;;) {
    await setTimeout(5);
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
  }
}

/** The process that is in C_Sign, once there is one. */
async function hanging(): Promise<number> {
  for (;;) {
    const call = faulty.calls().find(({ name }) => name === 'C_Sign');
    if (call) return call.pid;
    await setTimeout(5);
  }
}

check(
  'a key that could leave the token is not kept, and none that was made by halves',
  async () => {
    const backend = open({ label: 'leaky' });
    faulty.order('C_GenerateKeyPair garble 0');
    await rejects(backend.create(p256), { code: 'unsupported' });
    faulty.order('C_GenerateKeyPair error 0x32 once');
    await rejects(backend.create(p256), unavailable);
    faulty.order();
    equal(witness.objects('leaky').length, 0);
    await backend.create(p256);
  },
);

check('a library or a token that is not there is told without its path', async () => {
  const library = '/nowhere/libtoken.so';
  const noLibrary = await failure(present(open({ library }).check, 'check')());
  equal(noLibrary.code, 'key_unavailable');
  ok(!noLibrary.detail.includes('nowhere'), noLibrary.detail);
  ok(inspect(noLibrary.cause).includes(library), 'the log has it');
  const noToken = await failure(present(open({ token: 'nobody' }).check, 'check')());
  equal(noToken.code, 'key_unavailable');
  match(noToken.detail, /^The token "nobody" is not there/);
});

check('a token that vanishes, and one that comes anew, are each what they are', async () => {
  const other = await tokens.add();
  const backend = open({ token: other.token });
  const ref = await backend.create(p256);
  await mustSign(backend, ref);
  await other.remove();
  await rejects(backend.sign(ref, message, ecdsa), unavailable);
  equal(await backend.usable?.(ref), false);
  const anew = await tokens.add();
  const again = open({ token: anew.token });
  await rejects(again.sign(ref, message, ecdsa), unavailable);
  await mustSign(again, await again.create(p256));
  await anew.renew();
  await rejects(again.sign(ref, message, ecdsa), unavailable);
});
