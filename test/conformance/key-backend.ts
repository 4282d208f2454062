/**
 * What every key backend promises (`KeyBackend` in `#keys`), as tests for `node --test`. Authors of a backend call
 * {@link testKeyBackend} in a test file of theirs; `key-backend.files.test.ts` shows how.
 */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { test } from 'node:test';
import { CaError, Secret, utf8 } from '#base';
import type { KeyBackend, KeyRef } from '#keys';
import { chooseSignatureAlgorithm, encodePkcs8, findSignatureAlgorithm } from '#x509';
import { generateKey, parsePublicKey, publicKeyDer, verifySignature } from '#x509';
import type { KeySpec, SignatureAlgorithm } from '#x509';

/** What the tests need to know of a backend. */
export interface KeyBackendUnderTest {
  /** For the names of the tests. */
  readonly name: string;
  /** A backend on the medium under test: each call gives a new one, as after a restart, on the same medium. */
  open(): KeyBackend | Promise<KeyBackend>;
  /** Kinds of keys it makes, one of each kind it claims; the first must be cheap to make. */
  readonly specs: readonly [KeySpec, ...KeySpec[]];
  /** A kind of key it does not make, when there is one. */
  readonly unsupported?: KeySpec;
  /** References in its own form to keys that do not exist, and what a damaged table could hold. */
  readonly missing: readonly KeyRef[];
  /** Whether keys can be locked with a password. */
  readonly locks: boolean;
}

const message = utf8('to be signed');
const right = { password: new Secret('right') };
const wrong = { password: new Secret('wrong') };

/** Declares the tests. */
export function testKeyBackend(subject: KeyBackendUnderTest): void {
  const [spec] = subject.specs;
  const check = (sentence: string, run: (backend: KeyBackend) => Promise<void>): void =>
    void test(`${subject.name}: ${sentence}`, async () => run(await subject.open()));

  for (const each of subject.specs) {
    check(
      `a key of ${JSON.stringify(each)} signs what its public key verifies`,
      async (backend) => {
        const key = await backend.create(each);
        deepEqual(parsePublicKey(await backend.publicKey(key)).spec, each);
        await mustSign(backend, key);
      },
    );
  }

  check('a reference is small, survives JSON and holds after a restart', async (backend) => {
    const key = await backend.create(spec);
    const text = JSON.stringify(key);
    ok(text.length <= 1024, text);
    const stored = JSON.parse(text) as KeyRef;
    deepEqual(stored, key);
    const again = await subject.open();
    deepEqual(await again.publicKey(stored), await backend.publicKey(key));
    await mustSign(again, stored);
  });

  check('two keys are two', async (backend) => {
    const [one, other] = await Promise.all([backend.create(spec), backend.create(spec)]);
    ok(JSON.stringify(one) !== JSON.stringify(other));
    ok(!Buffer.from(await backend.publicKey(one)).equals(await backend.publicKey(other)));
  });

  check('many signatures at once are each right', async (backend) => {
    const key = await backend.create(spec);
    await Promise.all(Array.from({ length: 20 }, (_, i) => mustSign(backend, key, utf8(`${i}`))));
  });

  check('an algorithm of another kind of key is refused', async (backend) => {
    const key = await backend.create(spec);
    const id = spec.type === 'ed25519' ? 'ecdsa-sha256' : 'ed25519';
    const foreign = findSignatureAlgorithm(id) as SignatureAlgorithm;
    await rejects(backend.sign(key, message, foreign), coded('bad_key', 'unsupported'));
  });

  check('a key that is not there is unavailable, whatever the reference says', async (backend) => {
    const algorithm = chooseSignatureAlgorithm(await backend.publicKey(await backend.create(spec)));
    for (const ref of [...subject.missing, {}, { id: null }, { file: '', label: 1 }]) {
      await rejects(backend.publicKey(ref), coded('key_unavailable'), JSON.stringify(ref));
      await rejects(backend.sign(ref, message, algorithm), coded('key_unavailable'));
      if (backend.usable) equal(await backend.usable(ref), false, JSON.stringify(ref));
    }
  });

  check('usable says yes for a key that signs', async (backend) => {
    const key = await backend.create(spec);
    if (backend.usable) equal(await backend.usable(key), true);
  });

  check('import takes a key made elsewhere and nothing else', async (backend) => {
    if (!backend.import) return;
    const made = await generateKey(spec);
    const key = await backend.import(encodePkcs8(made));
    deepEqual(await backend.publicKey(key), publicKeyDer(made));
    await mustSign(await subject.open(), key);
    for (const bytes of [new Uint8Array(0), utf8('no key'), publicKeyDer(made)])
      await rejects(backend.import(bytes), coded('bad_key', 'too_large'));
  });

  check('remove takes away one key, and may be asked again', async (backend) => {
    if (!backend.remove) return;
    const [kept, gone] = [await backend.create(spec), await backend.create(spec)];
    const algorithm = chooseSignatureAlgorithm(await backend.publicKey(gone));
    await backend.remove(gone);
    await backend.remove(gone);
    await rejects(backend.sign(gone, message, algorithm), coded('key_unavailable'));
    if (backend.usable) equal(await backend.usable(gone), false);
    await mustSign(backend, kept);
  });

  testProbation(subject, check);

  if (subject.unsupported) {
    const unsupported = subject.unsupported;
    check('a kind of key it cannot make is refused', (backend) =>
      rejects(backend.create(unsupported), coded('unsupported')),
    );
  }

  if (subject.locks) testLocks(subject, check);
}

/** Of a backend whose keys are on probation until they are kept; others have nothing to promise here. */
function testProbation(
  subject: KeyBackendUnderTest,
  check: (sentence: string, run: (backend: KeyBackend) => Promise<void>) => void,
): void {
  const [spec] = subject.specs;

  check('a key signs on probation and after it, under the same reference', async (backend) => {
    equal(backend.keep === undefined, backend.sweep === undefined, 'both or neither');
    const key = await backend.create(spec);
    await mustSign(await subject.open(), key);
    await backend.keep?.(key);
    await backend.keep?.(key);
    await mustSign(await subject.open(), key);
  });

  check('keep knows only keys that are there', async (backend) => {
    for (const ref of backend.keep ? subject.missing : [])
      await rejects(backend.keep?.(ref) ?? Promise.resolve(), coded('key_unavailable'));
  });

  check(
    'a sweep takes old keys on probation, but no kept, spared or young one',
    async (backend) => {
      if (!backend.sweep) return;
      const all = [1, 2, 3].map(() => backend.create(spec));
      const [kept = {}, spared = {}, gone = {}] = await Promise.all(all);
      await backend.keep?.(kept);
      await backend.sweep(600_000, []);
      await mustSign(await subject.open(), gone);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await backend.sweep(1, [spared]);
      for (const key of [kept, spared]) await mustSign(await subject.open(), key);
      await rejects((await subject.open()).publicKey(gone), coded('key_unavailable'));
    },
  );
}

function testLocks(
  subject: KeyBackendUnderTest,
  check: (sentence: string, run: (backend: KeyBackend) => Promise<void>) => void,
): void {
  const [spec] = subject.specs;

  check('a locked key signs for its password alone, also once it was opened', async (backend) => {
    const key = await backend.create(spec, right);
    const spki = await backend.publicKey(key, right);
    const algorithm = chooseSignatureAlgorithm(spki);
    for (const opened of [backend, await subject.open()]) {
      const signature = await opened.sign(key, message, algorithm, right);
      ok(verifySignature(algorithm, spki, message, signature));
      for (const unlock of [undefined, wrong]) {
        await rejects(opened.sign(key, message, algorithm, unlock), coded('key_unavailable'));
        if (opened.usable) equal(await opened.usable(key, unlock), false);
      }
      if (opened.usable) equal(await opened.usable(key, right), true);
    }
  });

  check('an imported key can be locked', async (backend) => {
    if (!backend.import) return;
    const key = await backend.import(encodePkcs8(await generateKey(spec)), right);
    const again = await subject.open();
    const algorithm = chooseSignatureAlgorithm(await again.publicKey(key, right));
    await rejects(again.sign(key, message, algorithm), coded('key_unavailable'));
    await again.sign(key, message, algorithm, right);
  });

  check(
    'a key without a lock refuses a password: whoever brings one believes it protected',
    async (backend) => {
      const key = await backend.create(spec);
      await rejects(mustSign(backend, key, message, wrong), coded('key_unavailable'));
    },
  );
}

async function mustSign(
  backend: KeyBackend,
  key: KeyRef,
  bytes: Uint8Array = message,
  unlock?: typeof right,
): Promise<void> {
  const spki = await backend.publicKey(key);
  const algorithm = chooseSignatureAlgorithm(spki);
  const signature = await backend.sign(key, bytes, algorithm, unlock);
  ok(verifySignature(algorithm, spki, bytes, signature), 'the signature verifies');
}

function coded(...codes: readonly string[]): (error: unknown) => boolean {
  return (error) => error instanceof CaError && codes.includes(error.code);
}
