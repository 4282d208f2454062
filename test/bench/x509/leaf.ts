import { toBase64 } from '#base';
import {
  encodeSigned,
  encodeTbsCertificate,
  keyIdentifier,
  nameDer,
  parseCertificate,
} from '#x509';
import type { Certificate, Extension, GeneralName, TbsCertificate } from '#x509';
import { bareSign } from './keys.ts';
import type { Key } from './keys.ts';

const issuerDer = nameDer([{ oid: '2.5.4.3', value: 'ca.example.com' }]);
const notBeforeMs = Date.UTC(2026, 10, 21, 12, 0, 0);
const notAfterMs = Date.UTC(2027, 1, 19, 11, 59, 0);

/** Whom all leaves of one setting have in common. */
export interface LeafParts {
  readonly issuer: Key;
  readonly subject: Key;
  /** Frozen through and through. */
  readonly template: readonly Extension[];
  readonly subjectKeyId: string;
}

/** What differs between two leaves, as requests and the source of serials hand it over. */
interface Input {
  readonly host: string;
  readonly serial: string;
  readonly names: readonly GeneralName[];
}

/** Texts that came through a clone lie in one piece, as those of a request do. */
const inputs = structuredClone(Array.from({ length: 1024 }, (_, i) => makeInput(1000 + i)));

/** The name of the leaf of one turn. */
export function hostOf(turn: number): string {
  return inputOf(turn).host;
}

/** The leaf of one turn: its serial, names and key are its own, all else is the template's. */
export function tbsOf(
  { issuer, subject, template, subjectKeyId }: LeafParts,
  turn: number,
): TbsCertificate {
  const { host, serial, names } = inputOf(turn);
  return {
    serial,
    algorithm: issuer.algorithm,
    issuerDer,
    subjectDer: nameDer([{ oid: '2.5.4.3', value: host }]),
    notBeforeMs,
    notAfterMs,
    spki: subject.spki,
    extensions: [
      ...template,
      { type: 'subject_key_identifier', critical: false, value: subjectKeyId },
      { type: 'subject_alternative_name', critical: false, value: names },
    ],
  };
}

/** The certificate of whoever signs the leaves. */
export function issuerCertificate(issuer: Key): Certificate {
  const tbsDer = encodeTbsCertificate({
    serial: '01',
    algorithm: issuer.algorithm,
    issuerDer,
    subjectDer: issuerDer,
    notBeforeMs,
    notAfterMs,
    spki: issuer.spki,
    extensions: [
      { type: 'basic_constraints', critical: true, value: { ca: true, path_length: null } },
      { type: 'key_usage', critical: true, value: ['crl_sign', 'key_cert_sign'] },
      {
        type: 'subject_key_identifier',
        critical: false,
        value: toBase64(keyIdentifier(issuer.spki)),
      },
    ],
  });
  return parseCertificate(encodeSigned(tbsDer, issuer.algorithm, bareSign(issuer, tbsDer)));
}

function makeInput(number: number): Input {
  const host = `host-${number}.example.com`;
  return {
    host,
    serial: `400192A3B4C5${String(number).padStart(28, '7')}`,
    names: [
      { type: 'DNS', value: host },
      { type: 'DNS', value: `www.${host}` },
    ],
  };
}

function inputOf(turn: number): Input {
  return inputs[turn % inputs.length] as Input;
}
