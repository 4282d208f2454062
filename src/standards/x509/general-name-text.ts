import type { z } from 'zod';
import { parseNaming } from './bad-name.ts';
import { generalNameSchema, subtreeNameSchema } from './general-name-schema.ts';
import type { GeneralName } from './general-name.ts';
import { formatName, name } from './name-text.ts';
import { formatOtherName, splitOtherName } from './other-name.ts';
import { visible } from './visible-text.ts';

const types = ['email', 'URI', 'IP', 'DNS', 'RID', 'dirName', 'otherName'] as const;
const byLowerType = new Map<string, (typeof types)[number]>(
  types.map((type) => [type.toLowerCase(), type]),
);

/**
 * The general name of a text: `DNS:`, `URI:`, `email:`, `IP:`, `RID:`, `dirName:` (RFC 4514 text as `name()` has it)
 * or `otherName:` (`OID;TYPE:value`) and the value, the prefix in any case. Without one, `scheme://` makes a URI, `@`
 * an e-mail address, an address or network IP, and the rest is DNS. Normalised as by `generalNameSchema`.
 *
 * @throws CaError `bad_name`.
 */
export function parseGeneralName(text: string): GeneralName {
  return parseText(text, generalNameSchema);
}

/** As {@link parseGeneralName}, for the base of a name constraint: by the rules of `subtreeNameSchema`. */
export function parseSubtreeName(text: string): GeneralName {
  return parseText(text, subtreeNameSchema);
}

/**
 * Type, colon, value: `DNS:example.com`, `dirName:C=AT,CN=x`, `otherName:1.2.3;UTF8:x`. Safe on a terminal, every
 * control and bidirectional character escaped. For people alone: a foreign certificate can hold any text, so decide
 * nothing by it and never split a list of them again.
 */
export function formatGeneralName(name: GeneralName): string {
  switch (name.type) {
    case 'dirName':
      return `dirName:${formatName(name.value)}`;
    case 'otherName':
      return `otherName:${visible(formatOtherName(name.value))}`;
    default:
      return `${name.type}:${visible(name.value)}`;
  }
}

function parseText(text: string, schema: z.ZodType<GeneralName>): GeneralName {
  const colon = text.indexOf(':');
  const prefix = byLowerType.get(text.slice(0, Math.max(colon, 0)).toLowerCase());
  const value = prefix === undefined ? text : text.slice(colon + 1);
  const type = prefix ?? detectType(text);
  if (type === 'dirName') return { type, value: name(value) };
  if (type === 'otherName') return parseNaming(schema, { type, value: splitOtherName(value) });
  return parseNaming(schema, { type, value });
}

/** What looks like an address but is none is called IP too: its error says more than that of a host name. */
function detectType(text: string): 'email' | 'URI' | 'IP' | 'DNS' {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'URI';
  if (text.includes('@')) return 'email';
  return /^[0-9.]+(?:\/.*)?$/.test(text) || /^[0-9a-f]*:[0-9a-f:.]*(?:\/.*)?$/i.test(text)
    ? 'IP'
    : 'DNS';
}
