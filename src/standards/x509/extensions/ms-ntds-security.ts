import { z } from 'zod';
import { explicit, implicit, octetString, oid, sequence, constructedTag } from '#der';
import { utf8 } from '#base';
import { issue } from '../extension-value.ts';
import { extensionFault } from '../extension-kind.ts';
import type { ExtensionKind } from '../extension-kind.ts';

const sidOid = '1.3.6.1.4.1.311.25.2.1';
const sidShape = /^S-1-\d{1,15}(?:-\d{1,10}){1,15}$/;

/**
 * The security identifier of the subject's Active Directory account, `S-1-5-21-…`, which domain controllers ask for
 * since KB5014754 ([MS-WCCE] §2.2.2.7.7.4): an otherName in a sequence of its own.
 */
export const msNtdsSecurity: ExtensionKind<string, 'ms_ntds_security'> = {
  type: 'ms_ntds_security',
  oid: '1.3.6.1.4.1.311.25.2',
  title: 'MS NTDS Security',
  criticality: { default: false },
  configurable: true,
  value: z.string().superRefine((sid, ctx) => {
    if (!sidShape.test(sid))
      issue(ctx, 'value must be a security identifier like S-1-5-21-1-2-3-4');
  }),
  encode: (sid) =>
    sequence(
      implicit(
        constructedTag(0),
        sequence(oid(sidOid), explicit(0, octetString(utf8(checked(sid))))),
      ),
    ),
  decode: (reader) =>
    reader.sequence((names) =>
      names.within(constructedTag(0), (name) => {
        if (name.oid() !== sidOid)
          throw extensionFault('Something other than a security identifier.');
        const octets = name.within(constructedTag(0), (inner) => inner.octetString());
        return checked(Buffer.from(octets).toString('latin1'));
      }),
    ),
  text: (sid) => [sid],
};

function checked(sid: string): string {
  if (!sidShape.test(sid)) throw extensionFault('Malformed security identifier.');
  return sid;
}
