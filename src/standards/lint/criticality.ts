import { findExtensionKind, type Extension, type ExtensionType } from '#x509';
import type { Rule } from './rule.ts';

/** Any document that has extensions. */
interface Extended {
  readonly extensions: readonly Extension[];
}

/** The rule that an extension, where there is one, is not critical: `TYPE_not_critical`. */
export function neverCritical(type: ExtensionType, source: string): Rule<Extended, unknown> {
  return criticality({ type, source, critical: false });
}

/** The rule that an extension, where there is one, is critical: `TYPE_critical`. */
export function alwaysCritical(type: ExtensionType, source: string): Rule<Extended, unknown> {
  return criticality({ type, source, critical: true });
}

function criticality(wanted: {
  readonly type: ExtensionType;
  readonly source: string;
  readonly critical: boolean;
}): Rule<Extended, unknown> {
  const { type, source, critical } = wanted;
  const title = findExtensionKind(type)?.title ?? type;
  return {
    name: `${type}_${critical ? '' : 'not_'}critical`,
    source,
    check: ({ extensions }) =>
      extensions.some((each) => each.type === type && each.critical !== critical)
        ? `The extension ${title} is ${critical ? 'not ' : ''}critical`
        : undefined,
  };
}
