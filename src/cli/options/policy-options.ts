import { CaError } from '#base';

/** One policy as it grows along the command line: what `certificate_policies` takes as JSON. */
export interface PolicyInput {
  readonly policy_identifier: string;
  readonly policy_qualifiers: readonly PolicyQualifier[] | null;
}

/** The address of a practice statement, or a notice for people. */
export type PolicyQualifier =
  | string
  | { readonly explicit_text: string; readonly notice_reference: null };

interface PolicyFlag {
  readonly flags: string;
  readonly help: string;
  parse(text: string, previous: readonly PolicyInput[] | undefined): readonly PolicyInput[];
}

const anyPolicy = '2.5.29.32.0';

/**
 * The three options that make policies by their position: `--PREFIXpolicy-identifier` starts one, the statements and
 * notices behind it belong to it. They must share one key.
 */
export function policyFlags(prefix: '' | 'sign-'): readonly PolicyFlag[] {
  const qualify = (qualifier: PolicyQualifier, previous: readonly PolicyInput[] = []) => {
    const last = previous.at(-1);
    if (!last)
      throw new CaError('bad_request', `Must be preceded by --${prefix}policy-identifier.`);
    const qualifiers = [...(last.policy_qualifiers ?? []), qualifier];
    return [...previous.slice(0, -1), { ...last, policy_qualifiers: qualifiers }];
  };
  return [
    {
      flags: `--${prefix}policy-identifier <oid>`,
      help: 'Start a policy, by its OID or as anyPolicy; repeatable.',
      parse: (text, previous = []) => [...previous, policy(text)],
    },
    {
      flags: `--${prefix}certification-practice-statement <url>`,
      help: 'Practice statement of the policy before it; repeatable.',
      parse: (text, previous) => qualify(text, previous),
    },
    {
      flags: `--${prefix}user-notice <text>`,
      help: 'Notice of the policy before it, at most 200 characters; repeatable.',
      parse: (text, previous) => qualify(notice(text), previous),
    },
  ];
}

function policy(text: string): PolicyInput {
  const oid = text === 'anyPolicy' ? anyPolicy : text;
  return { policy_identifier: oid, policy_qualifiers: null };
}

function notice(text: string): PolicyQualifier {
  if (text.length <= 200) return { explicit_text: text, notice_reference: null };
  throw new CaError('bad_request', 'A notice may have at most 200 characters.');
}
