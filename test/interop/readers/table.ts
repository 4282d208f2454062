import { gnutlsReader } from './gnutls.ts';
import { javaReader } from './java.ts';
import { nssReader } from './nss.ts';
import { opensslReader } from './openssl.ts';
import { pythonReader } from './python.ts';
import type { Reader } from './reader.ts';
import { strongswanReader } from './strongswan.ts';
import { findCommand } from './tool.ts';
import { skipWithout } from '#oracles';

/** Software to ask, if it is there. */
export interface ReaderEntry {
  readonly name: string;
  /** Why it is not asked; false when it is. */
  readonly skip: string | false;
  readonly open: () => Promise<Reader>;
}

/** Everybody who reads. */
export const readers: readonly ReaderEntry[] = [
  {
    name: 'OpenSSL',
    skip: skipWithout('openssl'),
    open: () => opensslReader(['openssl']),
  },
  { name: 'GnuTLS', skip: skipWithout('certtool', 'ocsptool'), open: gnutlsReader },
  {
    name: 'Python',
    skip: false,
    open: () => pythonReader(findCommand('python3', 'CERTWRIGHT_PYTHON') ?? []),
  },
  {
    name: 'Java',
    skip: skipWithout('java'),
    open: () => javaReader(findCommand('java', 'CERTWRIGHT_JAVA') ?? []),
  },
  {
    name: 'NSS',
    skip: skipWithout('certutil'),
    open: () => Promise.resolve(nssReader()),
  },
  { name: 'strongSwan', skip: skipWithout('pki'), open: strongswanReader },
  {
    name: 'OpenSSL from 3.5 on',
    skip: findCommand('', 'CERTWRIGHT_OPENSSL35') ? false : 'set CERTWRIGHT_OPENSSL35',
    open: () => opensslReader(findCommand('', 'CERTWRIGHT_OPENSSL35') ?? []),
  },
];
