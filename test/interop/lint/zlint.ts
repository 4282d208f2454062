import { encodePem } from '#der';
import { temporaryDirectory, type TemporaryDirectory } from '#oracles';
import { each } from '../readers/reader.ts';
import { findZlint, makeTool } from '../readers/tool.ts';
import type { LintDocument } from './documents.ts';
import type { Finding, Linter } from './linter.ts';

const zlint = findZlint();
const tool = makeTool('zlint', zlint.command);

/** What stands for the findings on a document that it breaks off at. */
const gaveUp = 'gave up';

/** Sources of zlint that are no club's: what RFCs and experience say. */
const openSources = /^(?:RFC\d*|Community|Unknown)$/;

/** By the rules of the RFCs, and of the CA/Browser Forum where they are to be met. */
export const zlintLinter: Linter = {
  name: 'zlint',
  skip: zlint.skip,
  lint: askZlint,
  knows: async (code) => {
    const { stdout } = await tool.ask(['-list-lints-json']);
    return code === gaveUp || stdout.includes(`"name":"${code}"`);
  },
};

/** Certificates and lists: those for the public web by all its rules, the others by those that hold everywhere. */
async function askZlint(documents: readonly LintDocument[]): Promise<Finding[]> {
  const { stdout } = await tool.ask(['-list-lints-source']);
  const clubs = stdout.split('\n').filter((line) => line !== '' && !openSources.test(line.trim()));
  const linted = documents.filter(({ kind }) => kind !== 'answer');
  const open = ['-excludeSources', clubs.map((line) => line.trim()).join(',')];
  return [
    ...(await zlintAll(
      open,
      linted.filter(({ isPublic }) => !isPublic),
    )),
    ...(await zlintAll(
      [],
      linted.filter(({ isPublic }) => isPublic),
    )),
  ];
}

/** In one run; where that breaks off, one by one. */
async function zlintAll(
  options: readonly string[],
  documents: readonly LintDocument[],
): Promise<Finding[]> {
  if (documents.length === 0) return [];
  using directory = temporaryDirectory();
  const files = documents.map((document, at) => writePem(directory, document, at));
  const { stdout, stderr } = await tool.ask([...options, ...files]);
  const lines = stdout.split('\n').filter((line) => line !== '');
  if (lines.length === documents.length)
    return documents.flatMap(({ id }, at) => zlintFindings(id, lines[at] ?? '{}'));
  if (documents.length === 1)
    return documents.map(({ id }) => ({ linter: 'zlint', id, code: gaveUp, words: stderr }));
  const apart = await each(documents, (document) => zlintAll(options, [document]));
  return apart.flat();
}

function zlintFindings(id: string, line: string): Finding[] {
  const results: Record<string, { result: string; details?: string }> = JSON.parse(line);
  return Object.entries(results)
    .filter(([, { result }]) => ['warn', 'error', 'fatal'].includes(result))
    .map(([code, { details = '' }]) => ({ linter: 'zlint', id, code, words: details }));
}

function writePem(directory: TemporaryDirectory, { kind, der }: LintDocument, at: number): string {
  const label = kind === 'list' ? 'X509 CRL' : 'CERTIFICATE';
  return directory.write(`${at}.pem`, encodePem(label, der));
}
