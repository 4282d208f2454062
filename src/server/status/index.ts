/**
 * What machines ask to learn whether a certificate still holds: revocation lists, the certificates of issuers, and OCSP,
 * at django-ca's addresses. Public, by GET and HEAD (OCSP also by POST), each answer with what caches need to know.
 * Serves what is stored; signs nothing, decides nothing. Knows also how the same tree of addresses is written to a
 * directory, for a web server that holds no key.
 *
 * No tables, no events. RFC 5280 §4.2.2.1, RFC 2585, RFC 6960 App. A, RFC 9110, RFC 9111.
 */
export { publishAnswersTo } from './ocsp-publish.ts';
export type { PublishAnswersParts, PublishedAnswers } from './ocsp-publish.ts';
export { publishTo } from './publish.ts';
export type { Publication, PublishParts } from './publish.ts';
export { createStatus } from './status.ts';
export type { StatusParts } from './status.ts';
