import type { ExtensionCodec } from './extension-kind.ts';
import { filled, uniqueList } from './extension-value.ts';
import { generalNameSchema } from './general-name-schema.ts';
import { formatGeneralName } from './general-name-text.ts';
import { decodeGeneralNames, encodeGeneralNames } from './general-name.ts';
import type { GeneralName } from './general-name.ts';
import { bullets } from './text-lines.ts';

/** GeneralNames (RFC 5280 §4.2.1.6): at least one name, in the order given. */
export const generalNameList: ExtensionCodec<readonly GeneralName[]> = {
  value: uniqueList(generalNameSchema),
  encode: (names) => encodeGeneralNames(filled(names)),
  decode: (reader) => filled(decodeGeneralNames(reader)),
  text: (names) => bullets(names.map(formatGeneralName)),
};
