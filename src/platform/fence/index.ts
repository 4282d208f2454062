/**
 * The fence around a restored database. A backup has forgotten what was signed and revoked after it was made, so nothing
 * is signed upon it until an operator has looked and said so. Knows the last entry of the audit trail that was seen, kept
 * in a file outside the database, and whether the trail still holds it; does not know what is signed.
 *
 * Table: `fence` (one row while the database is known to be restored). Event: `database.confirmed`.
 */
export { createFence, markRestored } from './fence.ts';
export type { Fence, FenceOptions } from './fence.ts';
export { migrations } from './migrations.ts';
export type { Witness } from './witness.ts';
