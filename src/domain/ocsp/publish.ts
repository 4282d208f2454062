import { toBase64 } from '#base';
import type { Authority } from '#authorities';
import { encodeOcspRequest } from '#x509';
import type { Context } from './context.ts';
import { toIssuer } from './issuer.ts';
import { findAnswer, usualQuestionsAbout, type Question } from './stored-answers.ts';
import type { StoredAnswer } from './stored-answer.ts';

/** An answer as a web server without us can give it to a GET. */
export interface PublishedAnswer {
  /**
   * Below the path prefix, decoded: `ocsp/<serial of the authority>/cert/<base64 of the request>`, `ca` in place of
   * `cert` for authorities; one for each serial that the authority has had. The base64 may hold slashes.
   */
  readonly paths: readonly string[];
  readonly answer: StoredAnswer;
}

/** Answers made at the same time, so that they share commits. */
const stride = 32;

/**
 * The answers about every certificate of an authority that has not ended, in each usual hash: from the record where they agree
 * with it and are not due, else signed now.
 *
 * @throws CaError `key_unavailable`, `not_found` as `findAnswer`.
 */
export async function* currentAnswers(
  context: Context,
  authority: Authority,
): AsyncGenerator<PublishedAnswer> {
  const issuer = toIssuer(authority);
  const addresses = await listAddresses(context, authority);
  for (const [kind, serials] of await listSerials(context, authority)) {
    for (let i = 0; i < serials.length; i += stride) {
      const questions = serials
        .slice(i, i + stride)
        .flatMap((serial) => usualQuestionsAbout(issuer, serial));
      const answers = await Promise.all(questions.map((each) => findAnswer(context, each)));
      for (const [j, question] of questions.entries()) {
        const answer = answers[j];
        if (answer) yield { paths: addresses.map((at) => pathOf(at, kind, question)), answer };
      }
    }
  }
}

/** The serials under which it is asked: certificates name the one that it had when they were signed. */
async function listAddresses({ authorities }: Context, authority: Authority): Promise<string[]> {
  const all = await authorities.certificates(authority);
  return all
    .filter(({ kind }) => kind === 'primary' || kind === 'previous')
    .map(({ serial }) => serial);
}

/** What the authority has issued and is still valid, certificates and authorities apart. */
async function listSerials(
  { certificates, authorities, clock }: Context,
  authority: Authority,
): Promise<[kind: 'cert' | 'ca', serials: string[]][]> {
  const issued = await certificates.list({ authority, expired: false });
  const certified = (await authorities.certified(authority)).filter(
    ({ certificate }) => certificate.notAfterMs >= clock.now(),
  );
  return [
    ['cert', issued.map(({ serial }) => serial)],
    ['ca', certified.map(({ serial }) => serial)],
  ];
}

function pathOf(address: string, kind: 'cert' | 'ca', { certIdDer }: Question): string {
  return `ocsp/${address}/${kind}/${toBase64(encodeOcspRequest([certIdDer]))}`;
}
