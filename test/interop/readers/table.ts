import { skipWithout } from '#oracles';
import { gnutlsReader } from './gnutls.ts';
import { javaReader } from './java.ts';
import { nssReader } from './nss.ts';
import { opensslReader } from './openssl.ts';
import { pythonReader } from './python.ts';
import type { Reader } from './reader.ts';
import { strongswanReader } from './strongswan.ts';
import { findJava, findModernOpenssl, findPython } from './tool.ts';

const java = findJava();
const modernOpenssl = findModernOpenssl();
const python = findPython();

/** Software to ask, if it is there. */
export interface ReaderEntry {
  readonly name: string;
  /** Why it is not asked; false when it is. */
  readonly skip: string | false;
  readonly open: () => Promise<Reader>;
}

/** Everybody who reads. */
export const readers: readonly ReaderEntry[] = [
  { name: 'OpenSSL', skip: skipWithout('openssl'), open: () => opensslReader(['openssl']) },
  { name: 'GnuTLS', skip: skipWithout('certtool', 'ocsptool'), open: gnutlsReader },
  { name: 'Python', skip: python.skip, open: () => pythonReader(python.command) },
  {
    name: 'NSS',
    skip: skipWithout('nss-pp'),
    open: () => Promise.resolve(nssReader()),
  },
  { name: 'strongSwan', skip: skipWithout('pki'), open: strongswanReader },
  { name: 'Java', skip: java.skip, open: () => javaReader(java.command) },
  {
    name: 'OpenSSL from 3.5 on',
    skip: modernOpenssl.skip,
    open: () => opensslReader(modernOpenssl.command),
  },
];
