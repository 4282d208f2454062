import type { ColumnDefinitionBuilder } from 'kysely';

/*
 * Two things are spelled differently by SQLite and PostgreSQL; migrations spell them as here, and a dialect translates:
 * `integer` is 64 bits wide (times in milliseconds fit), text is UTF-8, booleans are 0 and 1, JSON is text.
 */

/**
 * Makes an `integer` column the identity of its table: counts up from 1, and no number is used twice, also when the row
 * that had it is gone. `.addColumn('id', 'integer', identity)`
 */
export function identity(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder {
  return column.primaryKey().autoIncrement().notNull();
}

/** The type of a column that holds bytes. `.addColumn('der', blob)` */
export const blob = 'blob' as const;
