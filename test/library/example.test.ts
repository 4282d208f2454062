import { join } from 'node:path';
import test from 'node:test';
import { runExample } from './run-example.ts';

test('the library example runs from the sources', () =>
  runExample(join(import.meta.dirname, 'example.ts')));
