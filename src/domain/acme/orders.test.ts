import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hour } from '#base';
import { acmeApp, forNames, refusal, register } from '../../../test/acme.ts';

describe('an order', () => {
  test('is listed to its account, the latest first, a hundred a page', async () => {
    await using app = await acmeApp();
    const account = await register(app);
    const slugs: string[] = [];
    for (let n = 0; n < 103; n++)
      slugs.unshift((await app.acme.newOrder(account, forNames('a.example'))).slug);
    const first = await app.acme.listOrders(account);
    const second = await app.acme.listOrders(account, first.next ?? '');
    assert.deepEqual([...first.orders, ...second.orders], slugs);
    assert.deepEqual([first.orders.length, second.next], [100, null]);
    for (const cursor of ['', '0', '-1', '1e9', 'x'])
      await assert.rejects(app.acme.listOrders(account, cursor), refusal('bad_request'));
    app.clock.advance(hour);
    assert.deepEqual(await app.acme.listOrders(account), { orders: [], next: null });
  });
});
