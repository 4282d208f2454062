import assert from 'node:assert/strict';
import type { AcmeAnswer, AcmeClient } from './acme-client.ts';
import type { AcmeWorld } from './acme-world.ts';

/** A request that must be refused, and how: the last part of its problem type, and the status. */
export interface Attack {
  readonly name: string;
  readonly type: string;
  readonly status: number;
  send(world: AcmeWorld, client: AcmeClient): Promise<AcmeAnswer>;
}

/** Sends each in turn; it is refused as it must be, and nothing on record has changed by it. */
export async function refuseAll(
  world: AcmeWorld,
  client: AcmeClient,
  attacks: readonly Attack[],
): Promise<void> {
  for (const attack of attacks) await refuse(world, client, attack);
}

async function refuse(
  world: AcmeWorld,
  client: AcmeClient,
  { name, type, status, send }: Attack,
): Promise<void> {
  const before = await world.picture();
  const answer = await send(world, client);
  const { type: found, status: inside, detail } = answer.json;
  assert.deepEqual(
    { status: answer.status, type: found },
    { status, type: `urn:ietf:params:acme:error:${type}` },
    `${name}: ${answer.text}`,
  );
  assert.equal(inside, status, name);
  assert.match(String(detail), /^[\x20-\x7e]{5,}$/, name);
  assert.equal(answer.headers['content-type'], 'application/problem+json', name);
  assert.match(String(answer.headers['replay-nonce']), /^[\w-]{46}$/, name);
  assert.match(String(answer.headers['link']), /;rel="index"/, name);
  assert.equal(await world.picture(), before, `${name}: something was written`);
}
