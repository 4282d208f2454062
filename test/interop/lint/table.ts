import { certwrightLinter } from './certwright.ts';
import { dumpasn1Linter } from './dumpasn1.ts';
import type { Linter } from './linter.ts';
import { pkilintLinter } from './pkilint.ts';
import { zlintLinter } from './zlint.ts';

/** Everybody who is asked. */
export const linters: readonly Linter[] = [
  certwrightLinter,
  zlintLinter,
  pkilintLinter,
  dumpasn1Linter,
];
