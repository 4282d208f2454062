import type { Database } from '#db';
import { answerStore, type AnswerStore } from './answer-store.ts';
import { policyQueries, type PolicyStore } from './policy-store.ts';
import { responderStore, type ResponderStore } from './responder-store.ts';
import type { OcspTables } from './tables.ts';

/** All SQL of this room. */
export interface OcspStore extends PolicyStore, ResponderStore, AnswerStore {}

/** Puts the stores together over one database. */
export function createStore(db: Database): OcspStore {
  const reader = db.reader<OcspTables>();
  return {
    ...policyQueries(reader),
    ...responderStore(reader),
    ...answerStore(db, reader),
  };
}
