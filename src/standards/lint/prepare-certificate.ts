import type { CertificateRule, LintContext, RuleSetName } from './certificate-rule.ts';
import { grant, type Prepared } from './prepared.ts';
import { judge } from './rule.ts';
import { rfc5280 } from './rules/rfc5280/table.ts';
import { tls } from './rules/tls/table.ts';
import { readUnsignedCertificate } from './unsigned-certificate.ts';

/** The rule sets that profiles may ask for. */
const onRequest: Readonly<Record<RuleSetName, readonly CertificateRule[]>> = { tls };

/** Names of the rule sets that profiles may ask for. */
export const ruleSetNames: readonly RuleSetName[] = ['tls'];

/**
 * Judges an unsigned certificate by RFC 5280 and our own limits, and by the rule sets asked for. Signs nothing, stores
 * nothing.
 *
 * @param tbsDer  TBSCertificate in DER; copied, so that later changes of the array change nothing.
 * @throws CaError `lint_failed` with one problem for each rule that says no; `bad_certificate` when the bytes are none;
 *   `too_large`.
 */
export function prepareCertificate(tbsDer: Uint8Array, context: LintContext): Prepared {
  const document = readUnsignedCertificate(tbsDer.slice());
  const rules = (context.ruleSets ?? []).flatMap((name) => onRequest[name]);
  const problems = [...judge(rfc5280, document, context), ...judge(rules, document, context)];
  return grant({
    noun: 'certificate',
    tbsDer,
    document,
    algorithm: document.algorithm,
    problems,
  });
}
