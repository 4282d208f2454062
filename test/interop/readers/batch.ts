import { present, toBase64, utf8 } from '#base';
import { DerReader, encodeDer } from '#der';
import { encodeExtension, findSignatureAlgorithm, type Extension } from '#x509';
import { password } from '../specimens/bundles.ts';
import { authorityOf, type Specimens } from '../specimens/specimens.ts';
import type { Signer } from '../specimens/signer.ts';
import type { Reading } from './reader.ts';
import type { Tool } from './tool.ts';

/** One document for a program that reads them all in one run. */
export interface BatchItem {
  readonly kind: string;
  readonly id: string;
  readonly der: Uint8Array;
  /** The certificate of the authority, or a password. */
  readonly more?: Uint8Array;
  /** The public half of the private key in the document, for programs that cannot tell it; base64. */
  readonly publicKey?: string;
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
      kind: 'certificate',
      id,
      der,
      more: authorityOf(specimens, signer).der,
    })),
    ...specimens.requests.map(({ id, der }) => ({ kind: 'request', id, der })),
    ...specimens.lists.map(({ id, der, signer }) => ({
      kind: 'list',
      id,
      der,
      more: authorityOf(specimens, signer).der,
    })),
    ...specimens.questions.map(({ id, der }) => ({ kind: 'question', id, der })),
    ...specimens.answers.map(({ id, der, authority }) => ({
      kind: 'answer',
      id,
      der,
      more: authorityOf(specimens, authority).der,
    })),
    ...specimens.bundles.map(({ id, der }) => ({ kind: 'bundle', id, der })),
    ...specimens.keys.map(({ id, der, encrypted, said }) => ({
      kind: 'key',
      id,
      der,
      more: utf8(encrypted ? password : ''),
      publicKey: said.public_key,
    })),
    ...specimens.stores.map(({ id, der, password, said }) => ({
      kind: 'store',
      id,
      der,
      more: utf8(password),
      publicKey: said.public_key,
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
  const lines = items.map(({ kind, id, der, more = new Uint8Array(0), publicKey = '' }) =>
    [kind, id, toBase64(der), toBase64(more), `${publicKey}\n`].join('\t'),
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

/** A document, what was said in it, and whose signature or key it is. */
export interface Said<T> {
  readonly id: string;
  readonly said: T;
  readonly signer?: Signer;
}

/**
 * Brings answers and what was said together. What could not be read is read otherwise, save for keys of kinds that not
 * every release knows: those documents are left out.
 */
export function compare<T>(
  documents: readonly Said<T>[],
  answers: BatchAnswers,
  notEverywhere: RegExp,
  expected: (said: T, read: unknown) => object,
): Reading[] {
  return documents.flatMap(({ id, said, signer }) => {
    const { read, error } = present(answers.get(id), `an answer for ${id}`);
    if (error !== undefined && notEverywhere.test(signer?.kind ?? '')) return [];
    return [{ id, read: error ?? read, said: expected(said, read) }];
  });
}

/** Dotted identifier of the algorithm that stands in a document. */
export function algorithmOid(said: { readonly signature_algorithm: string }): string {
  const id = said.signature_algorithm;
  return present(findSignatureAlgorithm(id), `the algorithm ${id}`).oid;
}

/** What stands inside the OCTET STRING of an extension. */
export function extensionContent(extension: Extension): Uint8Array {
  const reader = DerReader.of(encodeDer(encodeExtension(extension))).inside();
  reader.oid();
  if (extension.critical) reader.boolean();
  return reader.octetString();
}
