import { deepEqual, equal, notDeepEqual, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { Secret, utf8 } from '#base';
import { seal, unseal } from './envelope.ts';

const secret = new Secret('a secret of thirty-two characters or more');
const content = utf8('what must not be read');

test('an envelope opens with its secret under its name, and with nothing else', async () => {
  const sealed = await seal(content, secret, 'stored_key a');
  deepEqual(new Uint8Array((await unseal(sealed, secret, 'stored_key a')) ?? []), content);
  equal(await unseal(sealed, new Secret(`${secret.reveal()}.`), 'stored_key a'), undefined);
  equal(await unseal(sealed, secret, 'stored_key b'), undefined);
});

test('two envelopes of the same are different, and neither shows what is inside', async () => {
  const [one, other] = await Promise.all([seal(content, secret, 'a'), seal(content, secret, 'a')]);
  notDeepEqual(one, other);
  for (const [from, to] of [
    [1, 17],
    [17, 29],
    [45, 66],
  ])
    notDeepEqual(one.subarray(from, to), other.subarray(from, to));
  ok(!Buffer.from(one).includes(Buffer.from(content)));
});

test('no octet of an envelope can be changed, and none is missing', async () => {
  const sealed = await seal(content, secret, 'a');
  const changed = [0, 1, 28, 29, 45, sealed.length - 1].map((at) =>
    sealed.map((octet, index) => (index === at ? octet ^ 1 : octet)),
  );
  const cut = [0, 44, sealed.length - 1].map((length) => sealed.subarray(0, length));
  for (const bad of [...changed, ...cut]) equal(await unseal(bad, secret, 'a'), undefined);
});
