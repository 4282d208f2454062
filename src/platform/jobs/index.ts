/**
 * A durable queue: jobs are booked in the transaction that wants them and done after its commit, by whichever process
 * runs, at least once, also across crashes. Knows how to keep, take, retry and give up jobs; knows no job by name.
 *
 * Table: `job`. No events.
 */
export { createJobs } from './jobs.ts';
export type { BookOptions, Jobs, JobsOptions, TaskOptions } from './jobs.ts';
export { migrations } from './migrations.ts';
export type { Job, JobPayload } from './runner.ts';
