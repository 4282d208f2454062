import type { Certificate } from './certificate.ts';
import { extensionOid, findExtension } from './extension.ts';
import type { ExtensionType } from './extension.ts';
import { extendedKeyUsageNames } from './extensions/extended-key-usage.ts';
import { keyUsageNames } from './extensions/key-usage.ts';
import { pathFault } from './path-fault.ts';
import type { PathPlace } from './path-fault.ts';
import type { PathRules } from './path-rules.ts';

const anyPurpose = '2.5.29.37.0';

/**
 * The extensions that path validation acts upon. To know how another is spelt is not to process it: whatever else is
 * critical, known or not, refuses the path.
 */
const processed: ReadonlySet<ExtensionType> = new Set([
  'basic_constraints',
  'certificate_policies',
  'crl_distribution_points',
  'extended_key_usage',
  'inhibit_any_policy',
  'key_usage',
  'name_constraints',
  'policy_constraints',
  'policy_mappings',
  'subject_alternative_name',
]);

/** Refuses critical extensions that are not processed (RFC 5280 §6.1.4 (o), §6.1.5 (f)). */
export function checkPathExtensions({ extensions }: Certificate, place: PathPlace): void {
  const found = extensions.find((each) => each.critical && !processed.has(each.type));
  if (found)
    throw pathFault(
      'unknown_critical_extension',
      place,
      `has the critical extension ${extensionOid(found)}, which is not processed`,
    );
}

/** Refuses a certificate that limits its purposes (RFC 5280 §4.2.1.12) and does not allow the one asked for. */
export function checkPathPurpose(
  { extensions }: Certificate,
  place: PathPlace,
  { purpose }: PathRules,
): void {
  const allowed = findExtension(extensions, 'extended_key_usage')?.value;
  if (purpose === undefined || !allowed) return;
  if (!allowed.includes(purpose) && !allowed.includes(anyPurpose))
    throw pathFault(
      'wrong_purpose',
      place,
      `is not for the purpose ${extendedKeyUsageNames[purpose] ?? purpose}`,
    );
}

/** What is asked of the leaf alone: its key usages, and that it is no authority. */
export function checkPathLeaf({ extensions }: Certificate, rules: PathRules): void {
  if (rules.endEntity && findExtension(extensions, 'basic_constraints')?.value.ca === true)
    throw pathFault('authority_as_leaf', 0, 'is an authority, where a leaf is wanted');
  const allowed = findExtension(extensions, 'key_usage')?.value;
  const missing = allowed && rules.usages?.find((usage) => !allowed.includes(usage));
  if (missing) throw pathFault('wrong_key_usage', 0, `has no key usage ${keyUsageNames[missing]}`);
}
