import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRouteTable } from './route-table.ts';

test('a path is found by every pattern that the router would take it for', () => {
  const table = createRouteTable();
  table.add('/api/ca/', 'GET');
  table.add('/api/ca/:serial(^[0-9a-f:]+$)/', 'GET');
  table.add('/api/ca/:serial(^[0-9a-f:]+$)/', ['PUT']);
  table.add('/api/profiles/:name/', 'GET');
  table.add('/files/*', ['HEAD', 'GET']);
  const cases: readonly (readonly [path: string, ...methods: string[]])[] = [
    ['/api/ca/', 'GET'],
    ['/api/ca'],
    ['/api/ca/0e:47/', 'GET', 'PUT'],
    ['/api/ca/0e%3A47/', 'GET', 'PUT'],
    ['/api/ca/xyz/'],
    ['/api/ca/0e/0e/'],
    ['/api/profiles/a.b/', 'GET'],
    ['/api/profiles/a%2Fb/', 'GET'],
    ['/api/profiles//'],
    ['/api/profiles/%zz/'],
    ['/apixca/'],
    ['/files/a/b', 'GET', 'HEAD'],
    ['//evil.example/'],
  ];
  for (const [path, ...methods] of cases) assert.deepEqual(table.methodsAt(path), methods, path);
});
