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
 * with it and are not due, else signed now. Of these, where `wanted` are given (upper-case hex without leading zeros), those
 * about certificates with these serials.
 *
 * @throws CaError `key_unavailable`, `not_found` as `findAnswer`.
 */
export async function* currentAnswers(
  context: Context,
  authority: Authority,
  wanted?: readonly string[],
): AsyncGenerator<PublishedAnswer> {
  const issuer = toIssuer(authority);
  const addresses = await listAddresses(context, authority);
  for (const [kind, serials] of await listSerials(context, authority, wanted)) {
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

/** What the authority has issued and has not ended, certificates and authorities apart; of it what is `wanted`. */
async function listSerials(
  context: Context,
  authority: Authority,
  wanted?: readonly string[],
): Promise<[kind: 'cert' | 'ca', serials: string[]][]> {
  const { authorities, certificates, clock } = context;
  const lasts = ({ notAfterMs }: { readonly notAfterMs: number }): boolean =>
    notAfterMs >= clock.now();
  const certified = (await authorities.certified(authority, wanted)).filter((each) =>
    lasts(each.certificate),
  );
  const issued = wanted
    ? (await certificates.statuses(authority, wanted)).filter(lasts).map(({ serial }) => serial)
    : await listIssued(context, authority);
  return [
    ['cert', issued],
    ['ca', certified.map(({ serial }) => serial)],
  ];
}

async function listIssued({ certificates }: Context, authority: Authority): Promise<string[]> {
  const issued: string[] = [];
  for await (const page of certificates.pages({ authority, expired: false, size: 1000 }))
    issued.push(...page.map(({ serial }) => serial));
  return issued;
}

function pathOf(address: string, kind: 'cert' | 'ca', { certIdDer }: Question): string {
  return `ocsp/${address}/${kind}/${toBase64(encodeOcspRequest([certIdDer]))}`;
}
