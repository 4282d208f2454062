import { CaError, assert, type Problem } from '#base';
import { parseTbsCertificate, type ParsedTbs } from '#x509';
import type { LintContext } from './rule.ts';
import { rfc5280 } from './rules/table.ts';

const made = Symbol('made by prepareCertificate');

/**
 * Leave to sign one exact document, once. Only {@link prepareCertificate} makes one, only after every rule agreed, and
 * `#authorities` signs nothing else: what was linted is, octet for octet, what is signed.
 */
export class Prepared {
  /** The document as decoded from the bytes to be signed. */
  readonly document: ParsedTbs;
  readonly #tbsDer: Uint8Array;
  #redeemed = false;

  constructor(token: symbol, tbsDer: Uint8Array, document: ParsedTbs) {
    assert(token === made, 'a Prepared made outside prepareCertificate');
    this.#tbsDer = tbsDer;
    this.document = document;
  }

  /** A copy of the bytes to be signed, for the record. */
  get tbsDer(): Uint8Array {
    return this.#tbsDer.slice();
  }

  /** Gives the bytes out for signing. A second call is a bug and throws. */
  redeem(): Uint8Array {
    assert(!this.#redeemed, 'a Prepared redeemed twice');
    this.#redeemed = true;
    return this.#tbsDer;
  }
}

/**
 * Judges an unsigned certificate by RFC 5280 and our own limits. Signs nothing, stores nothing.
 *
 * @param tbsDer  TBSCertificate in DER; copied, so that later changes of the array change nothing.
 * @throws CaError `lint_failed` with one problem for each rule that says no; `bad_certificate` when the bytes are none.
 */
export function prepareCertificate(tbsDer: Uint8Array, context: LintContext): Prepared {
  const own = tbsDer.slice();
  const document = parseTbsCertificate(own);
  const problems: Problem[] = [];
  for (const rule of rfc5280) {
    const fault = rule.check(document, context);
    if (fault !== undefined)
      problems.push({ path: [], code: rule.name, detail: `${fault} (${rule.source})` });
  }
  const [first] = problems;
  if (first)
    throw new CaError('lint_failed', `The certificate would break a rule: ${first.detail}.`, {
      problems,
    });
  return new Prepared(made, own, document);
}
