import { present } from '#base';
import type { Net } from '#net';
import type { Identifier } from '../record.ts';
import type { ChallengeValidator, PendingChallenge } from '../validator.ts';
import { excerpt, look, wrongProof } from './look.ts';

const maxBytes = 128;

/** A file of the web server, over port 80 (RFC 8555 §8.3; of addresses, RFC 8738 §4). White space behind it is ignored. */
export const http01: ChallengeValidator = {
  type: 'http-01',
  validate: async (challenge, net, signal) => {
    const url = proofUrl(challenge);
    const answer = await look(net.get(url, { maxBytes, signal }));
    if (answer.status !== 200) {
      throw wrongProof(`${answer.url} answered with the status ${answer.status}.`);
    }
    const body = Buffer.from(answer.body).toString('latin1');
    if (answer.whole && body.trimEnd() === challenge.keyAuthorization) return;
    const words = answer.whole ? '' : ' More than 128 octets came.';
    throw wrongProof(
      `${answer.url} holds ${excerpt(body)} instead of the key authorization.${words}`,
    );
  },
};

function proofUrl({ identifier, token }: PendingChallenge): Parameters<Net['get']>[0] {
  return `http://${hostOf(identifier)}/.well-known/acme-challenge/${present(token, 'token')}`;
}

function hostOf({ type, value }: Identifier): string {
  return type === 'ip' && value.includes(':') ? `[${value}]` : value;
}
