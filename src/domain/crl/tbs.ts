import { setImmediate } from 'node:timers/promises';
import { toBase64 } from '#base';
import type { Authority } from '#authorities';
import { prepareCrlInSteps, type Prepared } from '#lint';
import {
  chooseSignatureAlgorithm,
  encodeCrlFrame,
  findExtension,
  keyIdentifier,
  type Extension,
  type ParsedTbsCrl,
} from '#x509';
import type { Collected } from './collect.ts';
import { Overtaken } from './overtaken.ts';

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

/**
 * The unsigned list, judged by #lint. Every octet of it is written once; between two pieces, and between two runs of
 * judged entries, other work goes on.
 *
 * @throws Overtaken when entries moved in the meantime; CaError `lint_failed`.
 */
export async function prepareList(draft: Draft): Promise<Prepared<ParsedTbsCrl>> {
  const { certificate } = draft.authority;
  const steps = prepareCrlInSteps(await encodeList(draft), { issuer: certificate });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    await setImmediate();
  }
}

async function encodeList(draft: Draft): Promise<Uint8Array<ArrayBuffer>> {
  const { authority, collected } = draft;
  const { head, tail } = encodeCrlFrame(
    {
      algorithm: chooseSignatureAlgorithm(authority.certificate.spki),
      issuerDer: authority.certificate.subjectDer,
      thisUpdateMs: draft.thisUpdateMs,
      nextUpdateMs: draft.nextUpdateMs,
      extensions: listExtensions(draft),
    },
    collected.octets,
  );
  const tbsDer = new Uint8Array(head.length + collected.octets + tail.length);
  tbsDer.set(head);
  let offset = head.length;
  for await (const piece of collected.pieces()) {
    if (offset + piece.length > tbsDer.length - tail.length) throw new Overtaken();
    tbsDer.set(piece, offset);
    offset += piece.length;
  }
  tbsDer.set(tail, offset);
  return tbsDer;
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
