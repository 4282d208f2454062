import { parseResponseData, type ParsedResponseData } from '#x509';
import { grant, type Prepared } from './prepared.ts';
import { judge } from './rule.ts';
import { ocsp } from './rules/ocsp/table.ts';
import type { OcspContext } from './unsigned-ocsp-response.ts';

/** What is handed out of an OCSP response: nothing of it leads to the bytes that were judged. */
export type OcspHeader = Pick<ParsedResponseData, 'producedAtMs'>;

/**
 * Judges an unsigned OCSP response by RFC 6960 and RFC 9654 and our own limits, its responder included: who signs must be
 * allowed to speak for the issuer. That the responder's certificate was signed by the issuer is not verified here.
 *
 * @param tbsDer  ResponseData in DER; what is signed is a copy.
 * @throws CaError `lint_failed` with one problem for each rule that says no; `bad_der` when the bytes are none;
 *   `unsupported` for an unknown critical extension.
 */
export function prepareOcspResponse(
  tbsDer: Uint8Array,
  context: OcspContext,
): Prepared<OcspHeader> {
  const data = parseResponseData(tbsDer);
  const problems = judge(ocsp, data, context);
  const { algorithm } = context;
  const document = { producedAtMs: data.producedAtMs };
  return grant({ noun: 'OCSP response', tbsDer, document, algorithm, problems });
}
