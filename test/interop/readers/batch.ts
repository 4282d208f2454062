import { toBase64, utf8 } from '#base';
import { password } from '../specimens/bundles.ts';
import { authorityOf, type Specimens } from '../specimens/specimens.ts';
import type { Tool } from './tool.ts';

/** One document for a program that reads them all in one run. */
export interface BatchItem {
  readonly kind: string;
  readonly id: string;
  readonly der: Uint8Array;
  /** The certificate of the authority, or a password. */
  readonly more?: Uint8Array;
}

/** What such a program says: a line of JSON a document. */
export type BatchAnswers = ReadonlyMap<
  string,
  { readonly read?: unknown; readonly error?: string }
>;

/** Every specimen, in the form that the programs take. */
export function batchItems(specimens: Specimens): BatchItem[] {
  return [
    ...specimens.certificates.map(({ id, der, signer }) => ({
      ...{ kind: 'certificate', id, der },
      more: authorityOf(specimens, signer).der,
    })),
    ...specimens.requests.map(({ id, der }) => ({ kind: 'request', id, der })),
    ...specimens.lists.map(({ id, der, signer }) => ({
      ...{ kind: 'list', id, der },
      more: authorityOf(specimens, signer).der,
    })),
    ...specimens.questions.map(({ id, der }) => ({ kind: 'question', id, der })),
    ...specimens.answers.map(({ id, der, authority }) => ({
      ...{ kind: 'answer', id, der },
      more: authorityOf(specimens, authority).der,
    })),
    ...specimens.bundles.map(({ id, der }) => ({ kind: 'bundle', id, der })),
    ...specimens.keys.map(({ id, der, encrypted }) => ({
      ...{ kind: 'key', id, der },
      more: encrypted ? utf8(password) : new Uint8Array(0),
    })),
    ...specimens.stores.map(({ id, der, password }) => ({
      ...{ kind: 'store', id, der },
      more: utf8(password),
    })),
  ];
}

/**
 * Runs a program over all items; the answer under the empty id is what the program says of itself.
 *
 * @throws Error with its complaints when it stopped before the end.
 */
export async function askBatch(
  tool: Tool,
  args: readonly string[],
  items: readonly BatchItem[],
): Promise<BatchAnswers> {
  const lines = items.map(({ kind, id, der, more = new Uint8Array(0) }) =>
    [kind, id, toBase64(der), `${toBase64(more)}\n`].join('\t'),
  );
  const { stdout, stderr, exitCode } = await tool.ask(args, { input: lines.join('') });
  if (exitCode !== 0) throw new Error(`${tool.label} ended with ${exitCode}: ${stderr}`);
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map(({ id, ...rest }) => [id, rest]),
  );
}
