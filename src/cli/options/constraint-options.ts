import { parseSubtreeName } from '#x509';
import type { Extension, GeneralName } from '#x509';
import type { OptionGroup } from '../command.ts';
import { each, wholeNumber } from './values.ts';

/** What limits the certificates below an authority. */
export interface ConstraintInput {
  /** False is without a limit. */
  readonly pathLength?: number | false;
  readonly permitName?: readonly GeneralName[];
  readonly excludeName?: readonly GeneralName[];
  readonly inhibitAnyPolicy?: number;
  readonly inhibitPolicyMapping?: number;
  readonly requireExplicitPolicy?: number;
}

const certificates = wholeNumber(0, 1000);

/** The options of {@link ConstraintInput}. */
export const constraintOptions: OptionGroup<ConstraintInput> = {
  title: 'Limits of what is below it:',
  options: [
    {
      key: 'pathLength',
      flags: '--path-length <n>',
      help: 'How many levels of authorities may follow (default: no limit for a root, else 0).',
      parse: certificates,
    },
    {
      key: 'pathLength',
      flags: '--no-path-length',
      help: 'Set no limit.',
      preset: false,
    },
    {
      key: 'permitName',
      flags: '--permit-name <name>',
      help: 'Names allowed below it, like .example.com or 192.0.2.0/24; repeatable.',
      parse: each(parseSubtreeName),
    },
    {
      key: 'excludeName',
      flags: '--exclude-name <name>',
      help: 'Names forbidden below it; repeatable.',
      parse: each(parseSubtreeName),
    },
    {
      key: 'inhibitAnyPolicy',
      flags: '--inhibit-any-policy <n>',
      help: 'After how many certificates anyPolicy no longer counts.',
      parse: certificates,
    },
    {
      key: 'inhibitPolicyMapping',
      flags: '--inhibit-policy-mapping <n>',
      help: 'After how many certificates policies may no longer be mapped.',
      parse: certificates,
    },
    {
      key: 'requireExplicitPolicy',
      flags: '--require-explicit-policy <n>',
      help: 'After how many certificates a policy is needed.',
      parse: certificates,
    },
  ],
};

/** The extensions that say so, but for the path length, which is a word of its own to the authorities' room. */
export function constraintExtensions(input: ConstraintInput): readonly Extension[] {
  const extensions: Extension[] = [];
  const { permitName, excludeName, inhibitAnyPolicy } = input;
  if (permitName || excludeName) {
    const value = {
      permitted_subtrees: permitName ?? null,
      excluded_subtrees: excludeName ?? null,
    };
    extensions.push({ type: 'name_constraints', critical: true, value });
  }
  const { requireExplicitPolicy: explicit, inhibitPolicyMapping: mapping } = input;
  if (explicit !== undefined || mapping !== undefined) {
    const value = {
      require_explicit_policy: explicit ?? null,
      inhibit_policy_mapping: mapping ?? null,
    };
    extensions.push({ type: 'policy_constraints', critical: true, value });
  }
  if (inhibitAnyPolicy !== undefined)
    extensions.push({ type: 'inhibit_any_policy', critical: true, value: inhibitAnyPolicy });
  return extensions;
}
