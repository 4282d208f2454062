import { skipWithout, temporaryDirectory } from '#oracles';
import { each } from '../readers/reader.ts';
import { makeTool } from '../readers/tool.ts';
import type { LintDocument } from './documents.ts';
import { knowsAll, type Finding, type Linter } from './linter.ts';

const tool = makeTool('dumpasn1', ['dumpasn1']);

/** Whether it is DER, and nothing else. */
export const dumpasn1Linter: Linter = {
  name: 'dumpasn1',
  skip: skipWithout('dumpasn1'),
  lint: async (documents) => (await each(documents, findingsOf)).flat(),
  knows: knowsAll,
};

/**
 * It does not look into OCTET and BIT STRINGs: it would take the digest in one for a value now and then. GOOD and
 * UNKNOWN of OCSP are zero octets by right.
 */
async function findingsOf({ id, der }: LintDocument): Promise<Finding[]> {
  using directory = temporaryDirectory();
  const file = directory.write('document.der', der);
  const { stdout, stderr } = await tool.ask(['-a', '-e', '-z', file]);
  if (/^0 warnings, 0 errors\.$/m.test(stdout + stderr)) return [];
  const words = /(?:Error|Warning):.*/.exec(stdout)?.[0] ?? stderr;
  return [{ linter: 'dumpasn1', id, code: 'not DER', words }];
}
