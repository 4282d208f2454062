import type { Clock } from '#base';
import type { Authorities } from '#authorities';
import type { Certificates } from '#certificates';
import type { Database } from '#db';
import type { Events } from '#events';
import type { Jobs } from '#jobs';
import type { Keys } from '#keys';
import type { Certificate } from '#x509';
import type { Issuers } from './issuer.ts';
import type { Memory } from './memory.ts';
import type { Responder } from './responder.ts';
import type { Signing } from './sign.ts';
import type { StoredAnswer } from './stored-answer.ts';
import type { OcspStore } from './store.ts';
import type { FindTruths } from './truth.ts';
import type { Visibility } from './visibility.ts';

/** What the room is made from. */
export interface OcspOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly events: Events;
  readonly jobs: Jobs;
  readonly keys: Keys;
  readonly authorities: Authorities;
  readonly certificates: Certificates;
  /** Whether responders are made and renewed, and answers renewed, without anybody telling us to. */
  readonly unasked: boolean;
  /** Hears of what fails for one authority while the others are looked after, and of faults of our own. */
  readonly report: (error: unknown) => void;
}

/** What the verbs of this room share. */
export interface Context extends OcspOptions {
  readonly store: OcspStore;
  readonly issuers: Issuers;
  readonly memory: Memory;
  readonly findTruths: FindTruths;
  readonly signing: Signing;
  readonly visibility: Visibility;
  /** Certificates of responders, by the id of their row: each is parsed once. */
  readonly parsed: Map<number, Certificate>;
  /** Who answered last for each authority, and the change up to which that is known to be right. */
  readonly responders: Map<number, { readonly responder: Responder; readonly lastChange: number }>;
  /** Answers being signed, by what they are about: who asks meanwhile waits for the same one. */
  readonly underWay: Map<string, Promise<StoredAnswer>>;
  /** Answers for single requests that are being signed now. */
  readonly load: { signing: number };
  /** Authorities of which `ocsp.stale` was told, until they are fresh again. */
  readonly toldStale: Set<number>;
}
