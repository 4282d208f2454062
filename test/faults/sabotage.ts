/*
 * Loaded before everything else by processes that shall lie: whatever is told by a transaction that puts an unsigned
 * certificate on record is told before the commit. A kill in between leaves a signature of which nobody knows (I1).
 * Stands in the door of #db, so that it does not matter which database is behind it.
 */
import { registerHooks } from 'node:module';

const liar = new URL('lying-db.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '#db' && context.parentURL !== liar
      ? { url: liar, shortCircuit: true }
      : next(specifier, context),
});
