import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { findNearest } from './nearest.ts';

const words = ['port', 'path', 'profiles', 'default_profile', 'default_hostname'];

test('a slip of the pen finds the word that was meant', () => {
  const cases: [string, string | undefined][] = [
    ['prot', 'port'],
    ['PORT', 'port'],
    ['profile', 'profiles'],
    ['default-hostname', 'default_hostname'],
    ['default_hotsname', 'default_hostname'],
    ['defaultprofile', 'default_profile'],
    ['color', undefined],
    ['', undefined],
    ['x', undefined],
  ];
  for (const [written, meant] of cases) equal(findNearest(written, words), meant, written);
});
