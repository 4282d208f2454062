import { parseResponseData, type ParsedResponseData } from '#x509';
import { grant, type Prepared } from './prepared.ts';
import { judge } from './rule.ts';
import { ocsp } from './rules/ocsp/table.ts';
import type { OcspContext } from './unsigned-ocsp-response.ts';

/**
 * Judges an unsigned OCSP response by RFC 6960 and RFC 9654 and our own limits, its responder included: who signs must be
 * allowed to speak for the issuer. That the responder's certificate was signed by the issuer is not verified here.
 *
 * @param tbsDer  ResponseData in DER; copied, so that later changes of the array change nothing.
 * @throws CaError `lint_failed` with one problem for each rule that says no; `bad_der` when the bytes are none;
 *   `unsupported` for an unknown critical extension.
 */
export function prepareOcspResponse(
  tbsDer: Uint8Array,
  context: OcspContext,
): Prepared<ParsedResponseData> {
  const document = parseResponseData(tbsDer.slice());
  const problems = judge(ocsp, document, context);
  return grant({ noun: 'OCSP response', tbsDer, document, algorithm: context.algorithm, problems });
}
