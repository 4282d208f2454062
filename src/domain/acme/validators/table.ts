import type { ChallengeValidator } from '../validator.ts';
import { dns01 } from './dns-01.ts';
import { dnsAccount01 } from './dns-account-01.ts';
import { dnsPersist01 } from './dns-persist-01.ts';
import { http01 } from './http-01.ts';
import { tlsAlpn01 } from './tls-alpn-01.ts';

/** Those that come with Certwright, one for each kind of challenge. */
export const validators: readonly ChallengeValidator[] = [
  http01,
  dns01,
  tlsAlpn01,
  dnsAccount01,
  dnsPersist01,
];
