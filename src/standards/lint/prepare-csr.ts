import type { Problem } from '#base';
import {
  chooseSignatureAlgorithm,
  encodeCertificationRequestInfo,
  findExtension,
  parsePublicKey,
  type CertificationRequestInfo,
} from '#x509';
import { canBeUsedFor } from './key-abilities.ts';
import { grant, type Prepared } from './prepared.ts';
import { judge, type Rule } from './rule.ts';

/**
 * Judges and encodes the request for a certificate that an authority of ours asks of somebody else's (RFC 2986): it must
 * ask for an authority, and for nothing that its key cannot do. Signs nothing, stores nothing.
 *
 * @throws CaError `lint_failed` with one problem for each rule that says no; `bad_extension`, `bad_key`.
 */
export function prepareCsr(info: CertificationRequestInfo): Prepared<CertificationRequestInfo> {
  return grant({
    noun: 'CSR',
    tbsDer: encodeCertificationRequestInfo(info),
    document: info,
    algorithm: chooseSignatureAlgorithm(info.spki),
    problems: judge(rules, info, undefined) satisfies Problem[],
  });
}

type CsrRule = Rule<CertificationRequestInfo, undefined>;

const named: CsrRule = {
  name: 'csr_named',
  source: 'RFC 5280 §4.1.2.6',
  check: ({ subjectDer }) => (subjectDer.length <= 2 ? 'An authority has no subject' : undefined),
};

const asksForAuthority: CsrRule = {
  name: 'csr_authority',
  source: 'RFC 5280 §4.2.1.9',
  check: ({ extensions }) =>
    findExtension(extensions, 'basic_constraints')?.value.ca === true &&
    findExtension(extensions, 'key_usage')?.value.includes('key_cert_sign') === true
      ? undefined
      : 'The CSR does not ask for an authority that may sign certificates',
};

const withinAbilities: CsrRule = {
  name: 'csr_key_usage',
  source: 'RFC 3279 §2.3.1',
  check: ({ spki, extensions }) => {
    const { spec } = parsePublicKey(spki);
    const usages = findExtension(extensions, 'key_usage')?.value ?? [];
    return usages.every((usage) => canBeUsedFor(spec, usage))
      ? undefined
      : 'The CSR asks for a key usage that its key cannot have';
  },
};

const rules: readonly CsrRule[] = [named, asksForAuthority, withinAbilities];
