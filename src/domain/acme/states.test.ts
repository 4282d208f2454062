import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { acmeApp, csrFor, forNames, putProof, register } from '../../../test/acme.ts';
import { first, mayMove, moves, movesTo, type States } from './states.ts';

const kinds = Object.keys(moves) as (keyof States)[];

describe('the table of states', () => {
  /** The diagrams of RFC 8555 §7.1.6, written down a second time, as the moves that it draws. */
  const drawn: Readonly<Record<keyof States, readonly string[]>> = {
    account: ['valid>deactivated', 'valid>revoked'],
    order: [
      'pending>ready',
      'pending>invalid',
      'ready>processing',
      'ready>invalid',
      'processing>valid',
      'processing>invalid',
    ],
    authorization: [
      'pending>valid',
      'pending>invalid',
      'pending>deactivated',
      'valid>expired',
      'valid>deactivated',
      'valid>revoked',
    ],
    challenge: ['pending>processing', 'processing>valid', 'processing>invalid'],
  };

  for (const kind of kinds) {
    test(`${kind}: has the moves of the RFC and no other`, () => {
      const found = Object.entries(moves[kind]).flatMap(([from, to]) =>
        to.map((each: string) => `${from}>${each}`),
      );
      assert.deepEqual(found.toSorted(), drawn[kind].toSorted());
    });

    test(`${kind}: every state can be reached from the first, and none can be left and entered again`, () => {
      const seen = new Set<string>([first[kind]]);
      for (const from of seen) for (const to of next(kind, from)) seen.add(to);
      assert.deepEqual([...seen].toSorted(), Object.keys(moves[kind]).toSorted());
      for (const state of seen) assert.ok(!reach(kind, state).has(state), `${state} comes back`);
    });

    test(`${kind}: what an update asks for is what may move`, () => {
      const states = Object.keys(moves[kind]) as States[typeof kind][];
      for (const to of states)
        for (const from of states)
          assert.equal(movesTo(kind, to).includes(from), mayMove(kind, from, to));
    });
  }

  function next(kind: keyof States, from: string): readonly string[] {
    return (moves[kind] as Readonly<Record<string, readonly string[]>>)[from] ?? [];
  }

  function reach(kind: keyof States, state: string): Set<string> {
    const seen = new Set(next(kind, state));
    for (const from of seen) for (const to of next(kind, from)) seen.add(to);
    return seen;
  }
});

describe('whatever a client does, in whatever order', () => {
  /** A small generator with a seed, so that what fails can be seen again. */
  function random(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
  }

  for (const seed of [1, 2, 3, 4]) {
    test(`objects move as the table allows (seed ${seed})`, async () => {
      await using app = await acmeApp({ tries: 2 });
      const pick = random(seed);
      const account = await register(app);
      const order = await app.acme.newOrder(account, forNames('a.example', 'b.example'));
      const csr = await csrFor(['a.example', 'b.example']);
      const challenges = await Promise.all(
        order.authorizations.map((slug) => putProof(app, account, slug)),
      );
      const acts: (() => Promise<unknown>)[] = [
        () => app.acme.respond(account, challenges[pick(2)] ?? ''),
        () => app.acme.finalize(account, order.slug, csr),
        () => app.jobs.idle(),
        () => app.jobs.idle(),
        async () => app.clock.advance(20_000),
        async () => void app.net.txt.delete(`_acme-challenge.${pick(2) ? 'a' : 'b'}.example`),
      ];
      if (pick(4) === 0)
        acts.push(() => app.acme.deactivateAuthorization(account, order.authorizations[0] ?? ''));
      let before = await snapshot();
      for (let step = 0; step < 14; step++) {
        await acts[pick(acts.length)]?.().catch(() => undefined);
        const after = await snapshot();
        for (const [key, to] of after) requireReach(key, before.get(key) ?? '', to);
        before = after;
      }

      async function snapshot(): Promise<Map<string, string>> {
        const found = new Map<string, string>();
        found.set('order', (await app.acme.getOrder(account, order.slug)).status);
        for (const slug of order.authorizations)
          found.set(
            `authorization ${slug}`,
            (await app.acme.getAuthorization(account, slug)).status,
          );
        for (const slug of challenges)
          found.set(`challenge ${slug}`, (await app.acme.getChallenge(account, slug)).status);
        return found;
      }
    });
  }

  /** One act may make several moves: each of them stands in the table. */
  function requireReach(key: string, from: string, to: string): void {
    const kind = (key.split(' ')[0] ?? '') as keyof States;
    const table = moves[kind] as Readonly<Record<string, readonly string[]>>;
    const seen = new Set([from]);
    for (const state of seen) for (const next of table[state] ?? []) seen.add(next);
    assert.ok(seen.has(to), `${key}: ${from} became ${to}`);
  }
});
