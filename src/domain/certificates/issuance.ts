/* What the steps of an issuance hand on to each other. */
import type { Insertable } from 'kysely';
import type { AnyTransaction } from '#db';
import type { Prepared } from '#lint';
import type { Profile } from '#profiles';
import type { OrderResult } from './order-store.ts';
import type { CertificateTable, OrderRow, OrderTable } from './tables.ts';

/** What is put on record before a key is used: an order and its job, what is to be signed, or all of them. */
export interface Beginning {
  readonly order?: {
    readonly row: Insertable<OrderTable>;
    /** Hears of the commit before its job begins. */
    booked(begun: Begun): void;
  };
  /** Without an id of its order where that is recorded with it. */
  readonly intent?: Insertable<CertificateTable>;
}

/** Under which ids a {@link Beginning} stands on record; 0 for what it did not have. */
export interface Begun {
  readonly orderId: number;
  readonly certificateId: number;
}

/** The order that an issuance answers, when it answers one. */
export interface Answering extends Pick<OrderRow, 'id' | 'slug'> {
  /** The profile as it was when the order was made. */
  readonly profile?: Profile | undefined;
  /** Ends the job of the order as part of the transaction that ends the order. */
  done(trx: AnyTransaction): Promise<void>;
}

/** A certificate that has been signed, its intent on record under `id`. */
export interface Signed {
  readonly id: number;
  readonly prepared: Prepared;
  readonly signature: Uint8Array;
  readonly actor: string;
  readonly answering: Answering | undefined;
  readonly profile: { readonly name: string; readonly version: string | null };
}

/** What stands on record as an intent, with the leave to sign it. */
export type Recorded = Pick<Signed, 'id' | 'prepared' | 'profile'>;

/** What the order of a certificate becomes with it. */
export type OrderEnd = OrderResult & { readonly serial: string };
