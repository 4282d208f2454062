import { toBase64 } from '#base';
import type { Authority } from '#authorities';
import { prepareCrlInSteps, type CrlHeader, type Prepared } from '#lint';
import {
  chooseSignatureAlgorithm,
  encodeCrlFrame,
  findExtension,
  keyIdentifier,
  type CrlFrame,
  type Extension,
} from '#x509';
import type { Collected } from './collect.ts';
import { inTurns } from './turns.ts';

/** All that an unsigned list says. */
export interface Draft {
  readonly authority: Authority;
  readonly number: number;
  /** Of a delta list. */
  readonly baseNumber: number | null;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number;
  /** Those besides AKI, number and base (RFC 5280 §5.2). */
  readonly extensions: readonly Extension[];
  readonly collected: Collected;
}

/** The unsigned list in pieces: what is around the entries, which are those of the draft. */
export function frameOf(draft: Draft): CrlFrame {
  const { authority, collected } = draft;
  return encodeCrlFrame(
    {
      algorithm: chooseSignatureAlgorithm(authority.certificate.spki),
      issuerDer: authority.certificate.subjectDer,
      thisUpdateMs: draft.thisUpdateMs,
      nextUpdateMs: draft.nextUpdateMs,
      extensions: listExtensions(draft),
    },
    collected.octets,
  );
}

/**
 * The unsigned list, judged by #lint. Every octet of it is written once, and every entry judged once in its life; between
 * two steps other work goes on.
 *
 * @throws CaError `lint_failed`.
 */
export async function prepareList(
  { authority, collected }: Draft,
  frame: CrlFrame,
): Promise<Prepared<CrlHeader>> {
  const context = { issuer: authority.certificate };
  const { stock, loose } = collected;
  return inTurns(prepareCrlInSteps({ ...frame, stock, loose }, context));
}

/** Whose key signs, which list this is, and what it speaks of (RFC 5280 §5.2.1, §5.2.3, §5.2.4). */
function listExtensions({ authority, number, baseNumber, extensions }: Draft): Extension[] {
  const { certificate } = authority;
  const own = findExtension(certificate.extensions, 'subject_key_identifier')?.value;
  return [
    {
      type: 'authority_key_identifier',
      critical: false,
      value: {
        key_identifier: own ?? toBase64(keyIdentifier(certificate.spki)),
        authority_cert_issuer: null,
        authority_cert_serial_number: null,
      },
    },
    { type: 'crl_number', critical: false, value: number },
    ...(baseNumber === null
      ? []
      : [{ type: 'delta_crl_indicator', critical: true, value: baseNumber } as const]),
    ...extensions,
  ];
}
