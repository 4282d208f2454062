import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hour } from '#base';
import { EntryStock } from '#lint';
import { createStocks } from './stocks.ts';

/** A stock of about so many octets. */
function stockOf(octets: number): EntryStock {
  const stock = new EntryStock();
  for (const _ of stock.reserve(0, octets)) continue;
  stock.add(1, new Uint8Array(octets));
  return stock;
}

const large = 1 << 20;
const limit = 2.5 * large;

test('a stock is lent to one at a time, and comes back', () => {
  const stocks = createStocks();
  const stock = stockOf(10);
  stocks.putBack('a', stock);
  assert.equal(stocks.take('b').octets, 0);
  assert.equal(stocks.take('a'), stock);
  assert.notEqual(stocks.take('a'), stock);
});

test('what was not used for longest makes room for what is new', () => {
  const stocks = createStocks(limit);
  const [a, b, c] = [stockOf(large), stockOf(large), stockOf(large)];
  stocks.putBack('a', a);
  stocks.putBack('b', b);
  stocks.putBack('a', stocks.take('a'));
  stocks.putBack('c', c);
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => stocks.take(name).octets),
    [large, 0, large],
  );
});

test('what is larger than all the room there is drives nothing else out', () => {
  const stocks = createStocks(limit);
  stocks.putBack('a', stockOf(large));
  stocks.putBack('b', stockOf(3 * large));
  assert.deepEqual(
    ['a', 'b'].map((name) => stocks.take(name).octets),
    [large, 0],
  );
});

test('what nobody asks for is let go after an hour', () => {
  const stocks = createStocks();
  stocks.putBack('a', stockOf(10));
  for (const nowMs of [0, hour - 1]) stocks.dropUnused(nowMs);
  const stock = stocks.take('a');
  assert.equal(stock.octets, 10);
  stocks.putBack('a', stock);
  for (const nowMs of [hour, 2 * hour - 1]) stocks.dropUnused(nowMs);
  assert.equal(stocks.take('a'), stock);
  stocks.putBack('a', stock);
  for (const nowMs of [3 * hour, 4 * hour]) stocks.dropUnused(nowMs);
  assert.equal(stocks.take('a').octets, 0);
});
