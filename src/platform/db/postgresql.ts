/* All that only a PostgreSQL server needs, the driver among it: loaded when one is named. */
export { clientConfig } from './postgresql-line.ts';
export { Listener } from './postgresql-listener.ts';
export { ServerPresences } from './postgresql-presence.ts';
export { openReaders } from './postgresql-readers.ts';
export { StandingConnection } from './postgresql-standing.ts';
export { openWriter } from './postgresql-writer.ts';
