import { createHash } from 'node:crypto';
import { equalBytes, isCaError, present, toBase64 } from '#base';
import {
  findExtension,
  findIpOctets,
  octetsToIp,
  parseCertificate,
  verifySignature,
  type Certificate,
} from '#x509';
import type { Identifier } from '../record.ts';
import type { ChallengeValidator, PendingChallenge } from '../validator.ts';
import { look, wrongProof } from './look.ts';

const alpn = 'acme-tls/1';

/**
 * A certificate made for this look, over port 443 (RFC 8737; of addresses, RFC 8738 §6): self-signed, for this very
 * identifier and nothing else, with the digest of the key authorization in a critical extension.
 */
export const tlsAlpn01: ChallengeValidator = {
  type: 'tls-alpn-01',
  validate: async (challenge, net, signal) => {
    const { identifier } = challenge;
    const servername = serverName(identifier);
    const answer = await look(net.tlsProbe({ host: identifier.value, servername, alpn, signal }));
    if (answer.alpn !== alpn) throw wrongProof('The server did not agree to acme-tls/1.');
    if (!answer.certificateDer) throw wrongProof('The server showed no certificate.');
    const fault = findFault(parse(answer.certificateDer), challenge);
    if (fault !== undefined) throw wrongProof(`The certificate shown ${fault}`);
  },
};

/** An address is asked for by its name in the reverse zone (RFC 8738 §6). */
export function serverName({ type, value }: Identifier): string {
  if (type === 'dns') return value;
  const octets = present(findIpOctets(value), 'address');
  if (octets.length === 4) return `${[...octets].toReversed().join('.')}.in-addr.arpa`;
  const digits = [...octets].flatMap((octet) => [octet >> 4, octet & 15]);
  return `${digits
    .toReversed()
    .map((digit) => digit.toString(16))
    .join('.')}.ip6.arpa`;
}

function parse(der: Uint8Array): Certificate {
  try {
    return parseCertificate(der);
  } catch (error) {
    if (!isCaError(error)) throw error;
    throw wrongProof('The certificate shown is malformed.');
  }
}

function findFault(certificate: Certificate, challenge: PendingChallenge): string | undefined {
  if (!isSelfSigned(certificate)) return 'is not self-signed.';
  if (!namesOnly(certificate, challenge.identifier)) {
    return 'does not name this identifier, or names another as well.';
  }
  const proof = findExtension(certificate.extensions, 'acme_identifier');
  if (!proof) return 'lacks the extension acmeIdentifier.';
  if (!proof.critical) return 'has an extension acmeIdentifier that is not critical.';
  const expected = createHash('sha256')
    .update(present(challenge.keyAuthorization, 'key authorization'))
    .digest();
  return proof.value === toBase64(expected) ? undefined : 'is for another key authorization.';
}

function isSelfSigned({
  algorithm,
  issuerDer,
  subjectDer,
  spki,
  tbsDer,
  signature,
}: Certificate): boolean {
  return equalBytes(issuerDer, subjectDer) && verifySignature(algorithm, spki, tbsDer, signature);
}

/** One alternative name, of the right type, whatever the case of its letters. */
function namesOnly({ extensions }: Certificate, { type, value }: Identifier): boolean {
  const names = findExtension(extensions, 'subject_alternative_name')?.value ?? [];
  const [only] = names;
  if (names.length !== 1 || !only) return false;
  if (type === 'dns') return only.type === 'DNS' && only.value.toLowerCase() === value;
  return only.type === 'IP' && sameAddress(only.value, value);
}

function sameAddress(a: string, b: string): boolean {
  const octets = [findIpOctets(a), findIpOctets(b)];
  const [first, second] = octets;
  return first !== undefined && second !== undefined && octetsToIp(first) === octetsToIp(second);
}
