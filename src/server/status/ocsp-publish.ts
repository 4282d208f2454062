import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Authorities, Authority } from '#authorities';
import { equalBytes, isCaError, type CaError } from '#base';
import type { Ocsp, StoredAnswer } from '#ocsp';
import { writeWhole } from './whole-file.ts';

/** What answers are published from. */
export interface PublishAnswersParts {
  readonly authorities: Pick<Authorities, 'list'>;
  readonly ocsp: Pick<Ocsp, 'currentAnswers'>;
  /** The prefix of all addresses: empty, or ending in a slash. */
  readonly path: string;
}

/** How many files there are now, and how many of them are new or changed. */
export interface PublishedAnswers {
  readonly files: number;
  readonly written: number;
}

/**
 * Writes the answer about every certificate that has not ended below `directory`, where a GET with the shortest request
 * about it asks: a web server that decodes the path gives it out, and must send it as `application/ocsp-response`. An
 * address that ends in a slash, as one in sixty-four does, is the file `index.ocsp` there; slashes in a row are one. Each
 * file takes its place as a whole, its time is thisUpdate, and one that is right already is left alone. Files about
 * certificates that have ended since stay, outdated as they are. An authority that nobody can answer for any more is
 * passed over; one that fails does not keep the others from theirs, and its failure is thrown at the end.
 *
 * @throws CaError as `currentAnswers`; Error of the file system; files that were written before stay.
 */
export async function publishAnswersTo(
  directory: string,
  parts: PublishAnswersParts,
): Promise<PublishedAnswers> {
  const count = { files: 0, written: 0 };
  const failures: CaError[] = [];
  for (const authority of await parts.authorities.list()) {
    try {
      await publishOf(authority, join(directory, parts.path), parts.ocsp, count);
    } catch (error) {
      if (!isCaError(error)) throw error;
      // Nobody will ever answer for it again; that is no fault of today's.
      if (error.code !== 'not_found') failures.push(error);
    }
  }
  const [first] = failures;
  if (first) throw first;
  return count;
}

async function publishOf(
  authority: Authority,
  directory: string,
  ocsp: PublishAnswersParts['ocsp'],
  count: { files: number; written: number },
): Promise<void> {
  for await (const { paths, answer } of ocsp.currentAnswers(authority)) {
    for (const path of paths) {
      count.files++;
      const file = path.endsWith('/') ? `${path}index.ocsp` : path;
      if (await writeAnswer(join(directory, file), answer)) count.written++;
    }
  }
}

/** Answers whether there was anything to write. */
async function writeAnswer(path: string, { der, thisUpdateMs }: StoredAnswer): Promise<boolean> {
  const present = await readFile(path).catch(() => undefined);
  if (present && equalBytes(present, der)) return false;
  await writeWhole(path, { pieces: piecesOf(der), sizeBytes: der.length, timeMs: thisUpdateMs });
  return true;
}

async function* piecesOf(der: Uint8Array): AsyncIterable<Uint8Array> {
  yield der;
}
