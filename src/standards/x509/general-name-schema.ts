import { z } from 'zod';
import { normalising } from './bad-name.ts';
import { nameRules, subtreeRules } from './general-name-rules.ts';
import type { TextNameRules, TextNameType } from './general-name-rules.ts';
import type { GeneralName } from './general-name.ts';
import { nameSchema } from './name-schema.ts';
import { otherNameSchema } from './other-name.ts';

/**
 * A general name in JSON. Host names, also those in URIs and e-mail addresses, leave in lower case and as A-labels, IP
 * addresses in canonical text; underscores are allowed in DNS names and in the hosts of URIs, `*.` and a dot at the
 * start in DNS names. Equal names are equal JSON afterwards. Issues with a value stand at the general name.
 */
export const generalNameSchema: z.ZodType<GeneralName> = schemaOf(nameRules).meta({
  id: 'GeneralNameModel',
});

/**
 * A general name as the base of a name constraint (RFC 5280 §4.2.1.10): IP is a network; email is an address, a host
 * or a `.domain`; URI is a host or a `.domain`; DNS takes no wildcard. An empty email or DNS stands for all.
 */
export const subtreeNameSchema: z.ZodType<GeneralName> = schemaOf(subtreeRules).meta({
  id: 'SubtreeNameModel',
});

function schemaOf(rules: TextNameRules): z.ZodType<GeneralName> {
  return z.discriminatedUnion('type', [
    textSchema('email', rules.email),
    textSchema('URI', rules.URI),
    textSchema('IP', rules.IP),
    textSchema('DNS', rules.DNS),
    textSchema('RID', rules.RID),
    z.object({ type: z.literal('dirName'), value: nameSchema }),
    z.object({ type: z.literal('otherName'), value: otherNameSchema }),
  ]);
}

function textSchema<T extends TextNameType>(type: T, normal: (value: string) => string) {
  return z
    .object({ type: z.literal(type), value: z.string() })
    .check(normalising((name) => ({ ...name, value: normal(name.value) })));
}
