import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pythonDict } from './python-text.ts';

test('a map of messages is written as Python shows a dict', () => {
  assert.equal(
    pythonDict({ website: ['Enter a valid URL.'] }),
    "{'website': ['Enter a valid URL.']}",
  );
  assert.equal(pythonDict({ a: ['x', 'y'], b: [] }), "{'a': ['x', 'y'], 'b': []}");
  assert.equal(pythonDict({ a: ["it's"] }), `{'a': ["it's"]}`);
  assert.equal(pythonDict({ a: [`it's "x"`] }), String.raw`{'a': ['it\'s "x"']}`);
  assert.equal(pythonDict({ a: [String.raw`\n`] }), String.raw`{'a': ['\\n']}`);
});
