import { CaError } from '#base';
import type { Fault } from './protocol.ts';
import { unsupportedFaults } from './session-faults.ts';
import { TokenFault } from './token-process.ts';
import type { ProcessLost } from './token-process.ts';

const needs = 'a C++ compiler, make and Python are needed';

const words: Readonly<Record<string, string>> = {
  'no-module': `PKCS #11 needs the package pkcs11js, which is not installed: npm install pkcs11js@2.1.7, then npm rebuild pkcs11js --ignore-scripts=false (${needs}).`,
  'module-not-built': `The package pkcs11js is here but not built for this machine: npm rebuild pkcs11js --ignore-scripts=false (${needs}).`,
  'bad-library': 'The PKCS #11 library of TOKEN cannot be loaded; the log says why.',
  'no-token': 'TOKEN is not there: none with this label is plugged in, or set up.',
  'many-tokens': 'More than one token has the label of TOKEN; give one of them another.',
  'no-object': 'There is no such key on TOKEN.',
  'many-objects': 'There is more than one such key on TOKEN: somebody has made a second one.',
  CKR_DEVICE_MEMORY: 'TOKEN is full.',
  CKR_TOKEN_WRITE_PROTECTED: 'TOKEN is write-protected.',
};

/**
 * What a caller is told: `unsupported` for what the token cannot do, else `key_unavailable`. The value that the library
 * returned is named; its own words, and the paths in them, are left to `cause`.
 */
export function tokenError(token: string, error: TokenFault | ProcessLost): CaError {
  const name = `the token ${JSON.stringify(token)}`;
  if (error instanceof TokenFault) return faultError(name, error.fault, error);
  const detail = error.tooSlow
    ? 'TOKEN did not answer in time.'
    : 'The library of TOKEN came to an end before it answered.';
  return new CaError('key_unavailable', sentence(name, detail), { cause: error });
}

function faultError(name: string, { reason }: Fault, cause: Error): CaError {
  const said = words[reason];
  if (said !== undefined) return new CaError('key_unavailable', sentence(name, said), { cause });
  if (unsupportedFaults.has(reason))
    return new CaError('unsupported', sentence(name, `TOKEN cannot do this (${reason}).`), {
      cause,
    });
  return new CaError('key_unavailable', sentence(name, `TOKEN failed (${reason}).`), { cause });
}

function sentence(name: string, pattern: string): string {
  const text = pattern.replace('TOKEN', name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
