import { answerFiles, type AnswerFileParts } from './answer-files.ts';
import { listFiles, type ListFileParts } from './list-files.ts';
import { publish, type Place, type Publication } from './place.ts';

/** How many answers there are now, and how many of them are new or changed. */
export interface PublishedAnswers {
  readonly files: number;
  readonly written: number;
}

/** Puts every list and every issuer's certificate in a place; see {@link listFiles}. @throws what the place throws. */
export async function publishLists(place: Place, parts: ListFileParts): Promise<Publication[]> {
  return Array.fromAsync(publish(place, listFiles(parts)));
}

/** Puts the answer about every certificate in a place; see {@link answerFiles}. */
export async function publishAnswers(
  place: Place,
  parts: AnswerFileParts,
): Promise<PublishedAnswers> {
  let [files, written] = [0, 0];
  for await (const { state } of publish(place, answerFiles(parts))) {
    files++;
    if (state === 'written') written++;
  }
  return { files, written };
}
