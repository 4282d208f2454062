import { sql, type RawBuilder } from 'kysely';

/* These stand in the text of a statement, so that SQLite uses the indexes that cover only some rows. */

/** Of lists: `state`. */
export const published: RawBuilder<'published'> = sql.lit('published');

/** Of entries: `released`. */
export const live: RawBuilder<number> = sql.lit(0);
export const released: RawBuilder<number> = sql.lit(1);

/** Of segments: `retired`. */
export const current: RawBuilder<number> = sql.lit(0);
export const retired: RawBuilder<number> = sql.lit(1);
