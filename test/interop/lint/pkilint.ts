import { join } from 'node:path';
import { temporaryDirectory, type TemporaryDirectory } from '#oracles';
import { findPkilint, makeTool } from '../readers/tool.ts';
import type { LintDocument } from './documents.ts';
import { knowsAll, type Finding, type Linter } from './linter.ts';

const pkilint = findPkilint();
const program = join(import.meta.dirname, '../python/lint.py');

/** By the rules of the RFCs, and of the CA/Browser Forum where they are to be met. */
export const pkilintLinter: Linter = {
  name: 'pkilint',
  skip: pkilint.skip,
  lint: askPkilint,
  knows: knowsAll,
};

/** All kinds; certificates also beside that of their issuer, and those for the public web by its rules. */
async function askPkilint(documents: readonly LintDocument[]): Promise<Finding[]> {
  using directory = temporaryDirectory();
  const tool = makeTool('pkilint', pkilint.command);
  const lines = documents.flatMap((document, at) => pkilintLines(directory, document, at));
  const { stdout } = await tool.ask([program], { input: lines.join('') });
  return stdout
    .trim()
    .split('\n')
    .slice(1)
    .flatMap((line) => pkilintFindings(line));
}

function pkilintLines(
  directory: TemporaryDirectory,
  { id, kind, der, issuer, isPublic }: LintDocument,
  at: number,
): string[] {
  const file = directory.write(`${at}.der`, der);
  const line = (linter: string, ...args: readonly string[]): string =>
    `${id}\t${linter}\t${args.join(' ')}\n`;
  if (kind === 'list') return [line('lint_crl', '-t', 'CRL', '-p', 'PKIX', file)];
  if (kind === 'answer') return [line('lint_ocsp_response', file)];
  const above = directory.write(`${at}-issuer.der`, issuer);
  const forTheWeb = ['lint_cabf_serverauth_cert', '-t', 'DV-FINAL-CERTIFICATE', file] as const;
  return [
    line('lint_pkix_cert', file),
    line('lint_pkix_signer_signee_cert_chain', above, file),
    ...(isPublic ? [line(...forTheWeb)] : []),
  ];
}

function pkilintFindings(line: string): Finding[] {
  const { id, read, error }: PkilintAnswer = JSON.parse(line);
  if (error !== undefined) return [{ linter: 'pkilint', id, code: 'gave up', words: error }];
  return (read ?? []).map(({ code, message, path }) => ({
    linter: 'pkilint',
    id,
    code,
    words: `${message} ${path}`,
  }));
}

interface PkilintAnswer {
  readonly id: string;
  readonly read?: readonly { code: string; message: string; path: string }[];
  readonly error?: string;
}
