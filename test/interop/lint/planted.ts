import { makeSigner } from '../specimens/signer.ts';
import type { LintDocument } from './documents.ts';
import { makeAnswer, answerDefects } from './planted-answers.ts';
import {
  authorityDefects,
  authorityFields,
  certificateDefects,
  makeCertificate,
} from './planted-certificates.ts';
import { listDefects, makeList } from './planted-lists.ts';

/** Documents with one defect each, all under the same key, and one of each kind without; the id says which. */
export async function plantDefects(): Promise<LintDocument[]> {
  const signer = await makeSigner('p-256', { type: 'ec', curve: 'P-256' });
  const issuer = await makeCertificate(authorityFields(signer), signer);
  const plant = async (
    kind: LintDocument['kind'],
    id: string,
    der: Promise<Uint8Array>,
  ): Promise<LintDocument> => ({ id, kind, der: await der, issuer });
  return Promise.all([
    ...[...certificateDefects(signer), ...authorityDefects(signer)].map(([id, fields]) =>
      plant('certificate', id, makeCertificate(fields, signer)),
    ),
    ...listDefects(signer).map(([id, fields]) => plant('list', id, makeList(fields, signer))),
    ...answerDefects(signer).map(([id, fields]) => plant('answer', id, makeAnswer(fields, signer))),
  ]);
}
