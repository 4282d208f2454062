import { createHmac, pbkdf2Sync } from 'node:crypto';
import { utf8 } from '#base';
import {
  constructedTag,
  encodeDer,
  explicit,
  integer,
  nothing,
  octetString,
  oid,
  parseDer,
  sequence,
} from '#der';
import type { DerReader } from '#der';
import { fixturePassword, fixtures } from './fixtures.ts';

const data = '1.2.840.113549.1.7.1';
const pbmac1 = '1.2.840.113549.1.5.14';
const pbkdf2 = '1.2.840.113549.1.5.12';
const hmacSha256 = sequence(oid('1.2.840.113549.2.9'), nothing());
const salt = new Uint8Array(8);
const key = pbkdf2Sync(fixturePassword, salt, 1, 32, 'sha256');
const derivation = sequence(
  oid(pbkdf2),
  sequence(octetString(salt), integer(1), integer(key.length), hmacSha256),
);

/** What the MAC of each PKCS #12 fixture is over: AuthenticatedSafes, DER. */
export const pkcs12Contents: readonly Uint8Array[] = fixtures('PKCS12').map((der) =>
  parseDer(der, (reader) => reader.sequence(readContent)),
);

/**
 * A PKCS #12 file with a good MAC (RFC 9579, one iteration) whatever is in it, so that readers look inside: whoever
 * brings a file brings its password too.
 */
export function sealPkcs12(content: Uint8Array): Uint8Array {
  const mac = createHmac('sha256', key).update(content).digest();
  const digestInfo = sequence(
    sequence(oid(pbmac1), sequence(derivation, hmacSha256)),
    octetString(mac),
  );
  const macData = sequence(digestInfo, octetString(utf8('NOT USED')), integer(1));
  const contentInfo = sequence(oid(data), explicit(0, octetString(content)));
  return encodeDer(sequence(integer(3), contentInfo, macData));
}

function readContent(reader: DerReader): Uint8Array {
  reader.integer();
  const content = reader.sequence((info) => {
    info.oid();
    return info.within(constructedTag(0), (inner) => inner.octetString());
  });
  reader.any();
  return content;
}
