import { skipWithout } from '#oracles';
import { findJava, findModernOpenssl, findVerifyingPython } from '../readers/tool.ts';
import { certwrightVerifier } from './certwright.ts';
import { gnutlsVerifier } from './gnutls.ts';
import { javaVerifier } from './java.ts';
import { nssVerifier } from './nss.ts';
import { opensslVerifier } from './openssl.ts';
import { pythonVerifier } from './python.ts';
import { strongswanVerifier } from './strongswan.ts';
import type { Verifier } from './verifier.ts';

const java = findJava();
const modernOpenssl = findModernOpenssl();
const verifyingPython = findVerifyingPython();

/** Software to ask, if it is there. */
export interface VerifierEntry {
  readonly name: string;
  /** Why it is not asked; false when it is. */
  readonly skip: string | false;
  readonly open: () => Promise<Verifier>;
}

/** Everybody who verifies, we ourselves to begin with. */
export const verifiers: readonly VerifierEntry[] = [
  { name: 'Certwright', skip: false, open: () => Promise.resolve(certwrightVerifier) },
  { name: 'OpenSSL', skip: skipWithout('openssl'), open: () => opensslVerifier(['openssl']) },
  { name: 'GnuTLS', skip: skipWithout('certtool'), open: gnutlsVerifier },
  {
    name: 'Python',
    skip: verifyingPython.skip,
    open: () => pythonVerifier(verifyingPython.command),
  },
  {
    name: 'NSS',
    skip: skipWithout('certutil', 'crlutil', 'vfychain'),
    open: () => Promise.resolve(nssVerifier()),
  },
  { name: 'strongSwan', skip: skipWithout('pki'), open: strongswanVerifier },
  { name: 'Java', skip: java.skip, open: () => javaVerifier(java.command) },
  {
    name: 'OpenSSL from 3.5 on',
    skip: modernOpenssl.skip,
    open: () => opensslVerifier(modernOpenssl.command),
  },
];
