import { CaError, toBase64, toBase64Url, toHex } from '#base';
import type { Authority } from '#authorities';
import type { IssuedCertificate } from '#certificates';
import { findExtension } from '#x509';
import type { Context } from './context.ts';

const shape = /^([A-Za-z0-9_-]{1,100})\.([A-Za-z0-9_-]{1,40})$/;

/**
 * The certificate of an authority that an id of RFC 9773 §4.1 names: its authority key identifier and the octets of its
 * serial number, each in base64url, a dot between them. Undefined when there is none.
 *
 * @throws CaError `bad_request` when it is malformed.
 */
export async function findByCertificateId(
  { certificates }: Context,
  authority: Authority,
  id: string,
): Promise<IssuedCertificate | undefined> {
  const { keyIdentifier, serial } = parseCertificateId(id);
  const found = await certificates.find({ serial, authority });
  const own =
    found && findExtension(found.certificate.extensions, 'authority_key_identifier')?.value;
  return own?.key_identifier === toBase64(keyIdentifier) ? found : undefined;
}

/** The parts of an id. @throws CaError `bad_request` */
export function parseCertificateId(id: string): {
  readonly keyIdentifier: Uint8Array;
  readonly serial: string;
} {
  const [, first, second] = shape.exec(id) ?? [];
  const [keyIdentifier, octets] = [findOctets(first), findOctets(second)];
  if (!keyIdentifier || !octets || !isPositive(octets))
    throw new CaError('bad_request', 'The certificate id is not one of RFC 9773.');
  return { keyIdentifier, serial: toHex(octets).replace(/^0+/, '').toUpperCase() };
}

function findOctets(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  const octets = new Uint8Array(Buffer.from(text, 'base64url'));
  return toBase64Url(octets) === text ? octets : undefined;
}

/** The value of a DER INTEGER above zero, in no more octets than it takes. */
function isPositive([first = 0, second = 0, ...rest]: Uint8Array): boolean {
  if (first >= 0x80) return false;
  return first > 0 || (second >= 0x80 && rest.length >= 0);
}
