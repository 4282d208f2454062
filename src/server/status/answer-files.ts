import type { Authorities } from '#authorities';
import { isCaError, toHex } from '#base';
import type { Ocsp, StoredAnswer } from '#ocsp';
import { digest } from '#x509';
import { contentType } from './ocsp.ts';
import type { PlacedFile } from './place.ts';
import { octetsOf, type StoredDocument } from './stored-document.ts';

/** What answers are published from. */
export interface AnswerFileParts {
  readonly authorities: Pick<Authorities, 'list'>;
  readonly ocsp: Pick<Ocsp, 'currentAnswers'>;
  /** The prefix of all addresses: empty, or ending in a slash. */
  readonly path: string;
}

/** Whose answers: all of those that are asked for at one authority, or some of them. */
export interface AnswerChoice {
  readonly authorityId: number;
  readonly serials: readonly string[];
}

/** An answer that came late to a cache is not kept by it for long. */
const maxAgeSeconds = 600;

/**
 * The answer about every certificate that has not ended, where a GET with the shortest request about it asks: a web
 * server that decodes the path gives it out, and must send it as `application/ocsp-response`. Slashes in a row are one in
 * a directory. The time of a file is thisUpdate. An authority that nobody can answer for any more is passed over; one
 * that fails does not keep the others from theirs, and its failure is thrown at the end.
 *
 * @throws CaError as `currentAnswers`.
 */
export async function* answerFiles(
  { authorities, ocsp, path: prefix }: AnswerFileParts,
  choice?: AnswerChoice,
): AsyncGenerator<PlacedFile> {
  let failure: unknown;
  for (const authority of await authorities.list()) {
    if (choice && choice.authorityId !== authority.id) continue;
    try {
      for await (const { paths, answer } of ocsp.currentAnswers(authority, choice?.serials))
        for (const path of paths) yield toFile(`${prefix}${path}`, answer);
    } catch (error) {
      if (!isCaError(error)) throw error;
      // Nobody will ever answer for it again; that is no fault of today's.
      if (error.code !== 'not_found') failure ??= error;
    }
  }
  if (failure !== undefined) throw failure as Error;
}

function toFile(path: string, answer: StoredAnswer): PlacedFile {
  return {
    path,
    index: 'index.ocsp',
    document: async () => toDocument(answer),
    timeMs: answer.thisUpdateMs,
  };
}

function toDocument({ der, nextUpdateMs }: StoredAnswer): StoredDocument {
  return {
    ...octetsOf(der),
    contentType,
    version: toHex(digest('SHA-256', der)),
    bestBefore: new Date(nextUpdateMs),
    maxAgeSeconds,
  };
}
