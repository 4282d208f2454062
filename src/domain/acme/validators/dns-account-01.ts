import { createHash } from 'node:crypto';
import type { ChallengeValidator } from '../validator.ts';
import { requireDigest } from './dns-01.ts';

/** As dns-01, at a name of the account's own (draft-ietf-acme-dns-account-label), so that several prove one name at a time. */
export const dnsAccount01: ChallengeValidator = {
  type: 'dns-account-01',
  validate: (challenge, net, signal) => {
    const label = accountLabel(challenge.accountUrl);
    const name = `${label}._acme-challenge.${challenge.identifier.value}`;
    return requireDigest(challenge, name, { net, signal });
  },
};

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** `_` and 16 characters: the first ten octets of the digest of the account's URL, in base32 (RFC 4648 §6), lower case. */
export function accountLabel(accountUrl: string): string {
  const digest = createHash('sha256').update(accountUrl).digest('hex').slice(0, 20);
  const bits = BigInt(`0x${digest}`);
  const letters = Array.from({ length: 16 }, (_, i) =>
    alphabet.charAt(Number((bits >> BigInt(75 - 5 * i)) & 31n)),
  );
  return `_${letters.join('')}`;
}
