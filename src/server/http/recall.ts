import { findPlainRequest, type PlainRequest } from './plain-request.ts';
import type { Written } from './ready-answer.ts';
import type { Reply, Shortcut } from './shortcut.ts';

/** A request for which there is a shortcut. */
export interface Asked {
  readonly request: PlainRequest;
  readonly reply: Reply;
  /** Its octets, one character each. */
  readonly text: string;
  /** The answer that it got last; it always ends the connection, or never does. */
  written?: Written;
}

/** Requests as they come in. */
export interface Recall {
  /** What is asked when these octets, one character each, are one plain request for which there is a shortcut. */
  find(text: string): Asked | undefined;
  /** Has a request known by its octets from now on, reply included: what is asked once is often asked again. */
  keep(asked: Asked): void;
}

/** Those that go first have been here longest; each keeps its text, and what its reply keeps. */
const limit = 16_384;
const maxCharacters = 512;

/** Knows no request yet. */
export function createRecall(shortcuts: readonly Shortcut[]): Recall {
  const known = new Map<string, Asked>();
  return {
    find: (text) => known.get(text) ?? read(shortcuts, text),
    keep: (asked) => {
      const { text } = asked;
      if (text.length > maxCharacters || known.get(text) === asked) return;
      known.set(text, asked);
      if (known.size > limit) known.delete(known.keys().next().value ?? '');
    },
  };
}

function read(shortcuts: readonly Shortcut[], text: string): Asked | undefined {
  const request = findPlainRequest(text);
  if (!request) return undefined;
  for (const shortcut of shortcuts) {
    const reply = attempt(() => shortcut(request));
    if (reply) return { request, reply, text };
  }
  return undefined;
}

/** A shortcut that throws has no answer: what is wrong is for the routes to say. */
export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
