import { hour, minute, second, type Clock } from '#base';
import type { Database } from '#db';
import type { AnyPayload, Events } from '#events';
import type { Jobs } from '#jobs';
import { createBucket, type BucketSettings } from '#net';
import { answerFiles, type AnswerChoice, type AnswerFileParts } from './answer-files.ts';
import { bucketPlace, type BucketNames } from './bucket-place.ts';
import { directoryPlace } from './directory-place.ts';
import { listFiles, type ListFileParts } from './list-files.ts';
import { publish, type Place, type PlacedFile } from './place.ts';
import { createWatch, type Watch } from './publication-watch.ts';

/** Where lists, issuers and answers are put for others to give out, and how often all of them are looked through. */
export interface PublishSettings {
  readonly directory?: string;
  readonly bucket?: BucketSettings & BucketNames;
  /** Default: an hour. */
  readonly everyMs?: number;
  /** Whether OCSP answers are put there as well. Default: true. */
  readonly answers?: boolean;
}

/** What {@link createPublishing} is made from. */
export interface PublishingParts extends ListFileParts, AnswerFileParts {
  readonly authorities: ListFileParts['authorities'] & AnswerFileParts['authorities'];
  readonly db: Database;
  readonly clock: Clock;
  readonly events: Events;
  readonly jobs: Jobs;
  readonly settings: PublishSettings;
}

/** What a running server publishes by itself. */
export interface Publishing {
  /** Begins the timetable. Call it where jobs are worked on. */
  start(): Promise<void>;
  /** The names of the places that have been left behind: where no round has ended well for twice its time. */
  stale(): readonly string[];
}

/** The places that settings name. */
export function placesOf({ directory, bucket }: PublishSettings): Place[] {
  return [
    ...(directory === undefined ? [] : [directoryPlace(directory)]),
    ...(bucket === undefined ? [] : [bucketPlace(createBucket(bucket), bucket)]),
  ];
}

const kinds = {
  /** Looks through everything, again and again. */
  round: 'publication.round',
  /** Puts everything in one place. */
  place: 'publication.place',
  /** Puts every list in one place. */
  lists: 'publication.lists',
  /** Puts the answers about some certificates in one place. */
  answers: 'publication.answers',
} as const;

/** A place may be out of reach for hours; the round after the last try begins anew. */
const tries = { attempts: 12, retryMs: 5 * second };

/**
 * Tells the queue and the trail how the places of the settings are kept as they should be: each new list at once, the
 * answers about a certificate once its status has changed, everything by the timetable. What fails is tried again, and
 * told by `publication.failed`, once for each place until it has everything again.
 */
export function createPublishing(parts: PublishingParts): Publishing {
  const { everyMs = hour, answers = true } = parts.settings;
  const places = placesOf(parts.settings);
  const watch = createWatch(parts, places);
  const context: Context = { ...parts, places, watch };
  defineRound(context, everyMs);
  definePut(context, kinds.lists, () => listFiles(parts));
  definePut(context, kinds.answers, ({ authorityId, serials }) =>
    answerFiles(parts, { authorityId: Number(authorityId), serials: serials as string[] }),
  );
  definePut(context, kinds.place, async function* () {
    yield* listFiles(parts);
    if (answers) yield* answerFiles(parts);
  });
  follow(context, 'crl.published', () => book(context, kinds.lists));
  if (answers) followStatus(context);
  return Object.freeze<Publishing>({
    start: () => bookRound(context),
    stale: () => watch.stale(2 * everyMs + 10 * minute),
  });
}

interface Context extends PublishingParts {
  readonly places: readonly Place[];
  readonly watch: Watch;
}

function defineRound(context: Context, everyMs: number): void {
  context.jobs.define(kinds.round, async () => {
    await bookRound(context, context.clock.now() + everyMs);
    await book(context, kinds.place);
  });
}

/** Says how files of one kind are put in the place that a job names. */
function definePut(
  { jobs, places, watch }: Context,
  kind: string,
  files: (payload: AnyPayload) => AsyncIterable<PlacedFile>,
): void {
  const put = async (payload: AnyPayload): Promise<void> => {
    const place = places.find(({ name }) => name === payload['place']);
    if (!place) return; // The settings name it no longer.
    await watch.over(place, async () => {
      for await (const _ of publish(place, files(payload)));
    });
    if (kind === kinds.place) watch.noteWhole(place);
  };
  jobs.define(kind, put, tries);
}

/** What changes the status of a certificate changes the answers about it. */
function followStatus(context: Context): void {
  for (const type of ['certificate.revoked', 'certificate.released'])
    follow(context, type, ({ authorityId, serial }) =>
      bookAnswers(context, Number(authorityId), [String(serial)]),
    );
  follow(context, 'authority.revoked', async (payload) => {
    const { issuers, serials } = payload as { issuers: number[]; serials: string[] };
    for (const authorityId of issuers) await bookAnswers(context, authorityId, serials);
  });
}

function follow(
  { events }: Context,
  type: string,
  hear: (payload: AnyPayload) => Promise<void>,
): void {
  events.on(type, ({ payload }) => hear(payload), { name: `publication: ${type}` });
}

/** Books work at every place, once while it waits. */
async function book(
  { db, jobs, places }: Context,
  kind: string,
  about: object = {},
): Promise<void> {
  await db.transaction(async (trx) => {
    for (const { name: place } of places) {
      const payload = { ...about, place };
      await jobs.book(trx, kind, payload, { key: JSON.stringify(payload) });
    }
  });
}

function bookAnswers(
  context: Context,
  authorityId: number,
  serials: readonly string[],
): Promise<void> {
  const choice: AnswerChoice = { authorityId, serials };
  return book(context, kinds.answers, choice);
}

function bookRound({ db, jobs }: Context, runAtMs?: number): Promise<void> {
  return db.transaction((trx) => jobs.book(trx, kinds.round, {}, { key: 'all', runAtMs }));
}
