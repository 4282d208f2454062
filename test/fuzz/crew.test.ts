import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { present } from '#base';
import { attacks } from './attacks.ts';
import { seed } from './campaign.ts';
import { Crew } from './crew.ts';

const index = attacks.findIndex(({ name }) => name === 'octetsToOid');
const crew = new Crew(seed, 2);

after(() => crew.end());

test('threads give a parser the mutants that one thread would, and tell how far they are', async () => {
  const told: number[] = [];
  const { runs, accepted } = await crew.attack(index, 2500, (done) => told.push(done));
  const alone = await present(attacks[index], 'the attack').run(2500);
  assert.deepEqual([runs, accepted], [2500, alone.accepted]);
  assert.equal(told.length, 3);
  assert.equal(told.at(-1), 2500);
});

test('what a thread throws comes back', async () => {
  await assert.rejects(crew.attack(attacks.length, 1), /attack \d+/);
});
