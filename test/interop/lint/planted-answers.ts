import {
  bitString,
  encodeDer,
  explicit,
  generalizedTime,
  integer,
  octetString,
  oid,
  primitive,
  raw,
  sequence,
  tag,
  type DerValue,
} from '#der';
import { encodeCertId, issuerId, keyIdentifier, signMessage } from '#x509';
import type { Signer } from '../specimens/signer.ts';
import { day, issuerDer, now, sha256 } from './planting.ts';

/** The fields of an OCSP response that differ from those of a good one. */
export interface AnswerFields {
  readonly status?: number;
  readonly responder?: DerValue;
  readonly thisUpdate?: DerValue;
  readonly certificates?: DerValue;
}

const basic = '1.3.6.1.5.5.7.48.1.1';

/** What can be wrong with an OCSP response. */
export function answerDefects({ spki }: Signer): (readonly [string, AnswerFields])[] {
  return [
    ['an answer of nothing wrong', {}],
    ['an answer of status 4', { status: 4 }],
    ['an error with an answer in it', { status: 2 }],
    ['an answer that ends before it starts', { thisUpdate: generalizedTime(now + 2 * day) }],
    [
      'a responder by another digest than SHA-1',
      { responder: explicit(2, octetString(new Uint8Array([...keyIdentifier(spki), 0, 0]))) },
    ],
    ['an empty list of certificates', { certificates: explicit(0, sequence()) }],
  ];
}

/** An OCSP response of these fields; good where there are none. */
export async function makeAnswer(fields: AnswerFields, signer: Signer): Promise<Uint8Array> {
  const data = encodeDer(
    sequence(
      fields.responder ?? explicit(2, octetString(keyIdentifier(signer.spki))),
      generalizedTime(now),
      sequence(single(fields, signer)),
    ),
  );
  const signature = bitString(await signMessage(signer.key, signer.algorithm, data));
  const response = encodeDer(sequence(raw(data), sha256, signature, fields.certificates));
  const bytes = explicit(0, sequence(oid(basic), octetString(response)));
  return encodeDer(sequence(integer(fields.status ?? 0, tag.enumerated), bytes));
}

function single(fields: AnswerFields, { spki }: Signer): DerValue {
  const issuer = issuerId({ subjectDer: issuerDer, spki }, 'SHA1');
  const good = primitive(0x80, new Uint8Array(0));
  return sequence(
    raw(encodeCertId(issuer, '4711')),
    good,
    fields.thisUpdate ?? generalizedTime(now),
    explicit(0, generalizedTime(now + day)),
  );
}
