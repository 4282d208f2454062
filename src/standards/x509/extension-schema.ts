import { z } from 'zod';
import { present } from '#base';
import { base64Schema, issue, oidSchema } from './extension-value.ts';
import { extensionKinds, findExtensionKind } from './extension.ts';
import type { Extension, ExtensionNamed, KnownExtension } from './extension.ts';
import type { Criticality, ExtensionKind } from './extension-kind.ts';

type ExtensionOption = z.ZodObject<{
  type: z.ZodLiteral<string>;
  critical: z.ZodType<boolean>;
  value: z.ZodType;
}>;

/** The types that requests and profiles may give. */
export const configurableExtensionTypes: readonly KnownExtension['type'][] = extensionKinds
  .filter((kind) => kind.configurable)
  .map((kind) => kind.type);

const options = extensionKinds.map(optionOf);

/**
 * A configurable extension in JSON, in any accepted spelling; leaves in the normalised form. Discriminated on `type`: an
 * unknown or missing type is zod's `invalid_union` at `type`. `critical` may be left out where its kind has a default.
 */
export const extensionSchema: z.ZodType<KnownExtension> = discriminated<KnownExtension>(
  options.filter((_, i) => extensionKinds[i]?.configurable),
);

/** As {@link extensionSchema}, of every kind, those included that are only read, and `unknown`. */
export const anyExtensionSchema: z.ZodType<Extension> = discriminated<Extension>([
  ...options,
  z
    .object({
      type: z.literal('unknown'),
      critical: z.boolean(),
      value: z.object({ oid: oidSchema, value: base64Schema }),
    })
    .meta({ id: 'UnrecognizedExtensionModel' }),
]);

const schemas = new Map<string, z.ZodType>();

/**
 * An extension whose type is clear from where it stands, for instance from the key in a profile; of any kind, also
 * those that are not configurable. `type` may be left out but not differ, `critical` as in {@link extensionSchema}.
 */
export function extensionOfTypeSchema<Type extends KnownExtension['type']>(
  type: Type,
): z.ZodType<ExtensionNamed<Type>> {
  const made = schemas.get(type);
  if (made) return made as z.ZodType<ExtensionNamed<Type>>;
  const kind = present(findExtensionKind(type), `extension ${type}`);
  const schema = schemaOf(kind, z.literal(kind.type).default(kind.type));
  schemas.set(type, schema);
  return schema as z.ZodType as z.ZodType<ExtensionNamed<Type>>;
}

/** The schema of a kind among others; its name in the OpenAPI document is made from the title. */
function optionOf(kind: ExtensionKind): ExtensionOption {
  const words = kind.title.split(' ').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return schemaOf(kind, z.literal(kind.type)).meta({ id: `${words.join('')}Model` });
}

function schemaOf<Type extends z.ZodType>(
  kind: ExtensionKind,
  type: Type,
): z.ZodObject<{ type: Type; critical: z.ZodType<boolean>; value: z.ZodType }> {
  return z.object({ type, critical: criticalSchema(kind.criticality), value: kind.value });
}

function criticalSchema({ default: standard, fixed }: Criticality): z.ZodType<boolean> {
  if (standard === undefined) return z.boolean();
  const message = `this extension must be marked as ${standard ? '' : 'non-'}critical`;
  const schema = z.boolean().superRefine((critical, ctx) => {
    if (fixed && critical !== standard) issue(ctx, message);
  });
  return schema.default(standard);
}

function discriminated<T>(options: readonly ExtensionOption[]): z.ZodType<T> {
  const [first, ...rest] = options;
  return z.discriminatedUnion('type', [
    present(first, 'extension'),
    ...rest,
  ]) as z.ZodType as z.ZodType<T>;
}
