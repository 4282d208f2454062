import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openApp, type App } from '#app';
import { files, type KeyBackend } from '#keys';
import { temporaryDirectory } from '#oracles';
import { name } from '#x509';

test('a process that stood still before a signature does not publish its list over a later one', async () => {
  using directory = temporaryDirectory();
  const backend = files({ directory: `${directory.path}/keys` });
  let [asleep, reached] = [Promise.resolve(), (): void => undefined];
  const sleepy: KeyBackend = {
    ...backend,
    sign: async (...message) => {
      reached();
      await asleep;
      return backend.sign(...message);
    },
  };
  const open = (key: KeyBackend): Promise<App> =>
    openApp({
      database: `${directory.path}/ca.db`,
      keys: { default: key },
      jobs: 'hold',
      ocsp: 'hold',
    });
  await using slow = await open(sleepy);
  await using other = await open(backend);
  const ca = await slow.authorities.create({ name: 'ca', subject: name('CN=ca') });
  await slow.crl.generate(ca);
  const sleep = Promise.withResolvers<void>();
  const numbered = new Promise<void>((resolve) => (reached = resolve));
  asleep = sleep.promise;
  const late = slow.crl.generate(ca, { force: true });
  await numbered;
  const later = await other.crl.generate(ca, { force: true });
  sleep.resolve();
  await late;
  const told = await other.events.list({ type: 'crl.published', limit: 100 });
  for (const list of new Set(later.map((each) => each.name))) {
    const numbers = told
      .filter(({ payload }) => payload['list'] === list)
      .map(({ payload }) => Number(payload['number']));
    assert.ok(numbers.length > 1);
    assert.deepEqual(
      numbers,
      numbers.toSorted((a, b) => a - b),
      list,
    );
  }
});
