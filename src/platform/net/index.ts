/**
 * All that leaves the machine. Mail over SMTP (RFC 5321) and objects for a bucket, each handed to the one server that the
 * settings name; and questions to machines that nobody vouches for, in DNS, HTTP and TLS, each bounded in size and time and
 * let through to public addresses alone, or to networks that were named (RFC 6890). Knows how to connect, how long to wait
 * and what an answer means; knows nothing of who is written to or asked, or why.
 *
 * No tables, no events.
 */
export { createBucket } from './bucket/bucket.ts';
export type { Bucket, BucketObject, OpenBucket } from './bucket/bucket.ts';
export type { BucketSettings } from './bucket/settings.ts';
export type { CaaRecord, DnsRecords, RecordType, Resolve } from './dns.ts';
export type { HttpAnswer, HttpLimits } from './http-get.ts';
export { findMailAddress } from './mail/address.ts';
export { createMailer } from './mail/mailer.ts';
export type { Mail, Mailer } from './mail/mailer.ts';
export { MailError } from './mail/mail-error.ts';
export type { MailSettings } from './mail/settings.ts';
export { NetError } from './net-error.ts';
export type { NetFault } from './net-error.ts';
export { createNet } from './net.ts';
export type { Net, NetOptions } from './net.ts';
export type { Ports } from './target.ts';
export type { TlsAnswer, TlsQuestion } from './tls.ts';
