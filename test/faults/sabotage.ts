/*
 * Loaded before everything else by processes whose database shall lie, as `sabotage.ts?intent`: of what, is said after
 * the question mark; see `lying-db.ts`.
 * Stands in the door of #db, so that it does not matter which database is behind it.
 */
import { registerHooks, type ResolveHookSync } from 'node:module';

const { search } = new URL(import.meta.url);
const liar = new URL(`lying-db.ts${search}`, import.meta.url).href;

const lie: ResolveHookSync = (specifier, context, next) =>
  specifier === '#db' && context.parentURL !== liar
    ? { url: liar, shortCircuit: true }
    : next(specifier, context);

// Who registers last is asked first, and the launcher resolves our names by itself: hence not before it asks for main.ts.
const first = registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier.includes('/main.')) {
      first.deregister();
      registerHooks({ resolve: lie });
    }
    return next(specifier, context);
  },
});
