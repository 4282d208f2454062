import type { PlainRequest } from './plain-request.ts';
import type { ReadyAnswer } from './ready-answer.ts';

/** Makes an answer, in words that need no more than their frame. */
export type Reply = () => ReadyAnswer | Promise<ReadyAnswer>;

/**
 * What a surface answers without the rest of the server, when a request is as plain as can be: public, without limits of
 * its own, with status 200. The reply is called once all has been read that came in with the same turn of the event loop,
 * so that replies of one turn can share what they have to look up; and again when the same request comes again, as long
 * as its answers last. Undefined leaves a request to the routes, which know the same addresses, and so does what is
 * thrown, now or later.
 */
export type Shortcut = (request: PlainRequest) => Reply | undefined;
