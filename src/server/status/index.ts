/**
 * What machines ask to learn whether a certificate still holds: revocation lists, the certificates of issuers, and OCSP,
 * at django-ca's addresses. Public, by GET and HEAD (OCSP also by POST), each answer with what caches need to know.
 * Serves what is stored; signs nothing, decides nothing. Knows also how the same tree of addresses is put in places
 * from where others give it out, a directory or a bucket, by command and by timetable.
 *
 * No tables. Events: `publication.failed`. Jobs: `publication.round`, `publication.place`, `publication.lists`,
 * `publication.answers`. RFC 5280 §4.2.2.1, RFC 2585, RFC 6960 App. A, RFC 9110, RFC 9111.
 */
export type { AnswerFileParts } from './answer-files.ts';
export { bucketPlace } from './bucket-place.ts';
export { directoryPlace } from './directory-place.ts';
export type { ListFileParts } from './list-files.ts';
export type { Place, Publication } from './place.ts';
export { publishAnswers, publishLists } from './publish.ts';
export type { PublishedAnswers } from './publish.ts';
export { createPublishing, placesOf } from './publishing.ts';
export type { Publishing, PublishingParts, PublishSettings } from './publishing.ts';
export { createStatus } from './status.ts';
export type { StatusParts } from './status.ts';
