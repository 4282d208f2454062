import type { PublishedCrl } from './crl.ts';
import type { ListRow } from './tables.ts';

/** What the row of a published list means. */
export function toPublished(row: ListRow): PublishedCrl {
  return Object.freeze({
    id: row.id,
    authorityId: row.authority_id,
    name: row.name,
    number: row.number,
    baseNumber: row.base_number,
    thisUpdate: new Date(row.this_update_ms),
    nextUpdate: new Date(row.next_update_ms),
    published: new Date(row.created_ms + row.took_ms),
    visibleMs: row.visible_ms,
    entries: row.entries,
    sizeBytes: row.size_bytes,
    gzipBytes: row.gzip_bytes,
  });
}
