import { createHash } from 'node:crypto';
import { present } from '#base';
import type { Net } from '#net';
import type { ChallengeValidator, PendingChallenge } from '../validator.ts';
import { excerpt, look, wrongProof } from './look.ts';

/** A TXT record below the name (RFC 8555 §8.4). */
export const dns01: ChallengeValidator = {
  type: 'dns-01',
  validate: (challenge, net, signal) =>
    requireDigest(challenge, `_acme-challenge.${challenge.identifier.value}`, { net, signal }),
};

/** The TXT record of that name, or one of several, is the digest of the key authorization. */
export async function requireDigest(
  { keyAuthorization }: PendingChallenge,
  name: string,
  { net, signal }: { readonly net: Net; readonly signal: AbortSignal },
): Promise<void> {
  const expected = createHash('sha256')
    .update(present(keyAuthorization, 'key authorization'))
    .digest('base64url');
  const records = await look(net.resolve(name, 'TXT', signal));
  if (records.includes(expected)) return;
  const [first] = records;
  if (first === undefined) throw wrongProof(`There is no TXT record at ${name}.`);
  const more = records.length > 1 ? ` and ${records.length - 1} more` : '';
  throw wrongProof(`The TXT record at ${name} is ${excerpt(first)}${more}, not the digest.`);
}
