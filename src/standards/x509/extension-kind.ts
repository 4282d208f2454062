import type { z } from 'zod';
import { CaError } from '#base';
import type { DerReader, DerValue } from '#der';

/** What a kind of extension says about the critical flag (RFC 5280 §4.2). Rules JSON input only: what is decoded passes. */
export interface Criticality {
  /** The flag where the input leaves it out; undefined when the input has to give it. */
  readonly default?: boolean;
  /** Whether the input may give no other flag than the default. */
  readonly fixed?: boolean;
}

/**
 * How the value of an extension is checked, written, read and shown. `encode` and `decode` deal with the DER inside the
 * OCTET STRING (`extnValue`); `decode` is strict about DER and lenient about policy, which is for lint to judge.
 */
export interface ExtensionCodec<T = unknown> {
  /** JSON input of any accepted spelling → the one normalised form. */
  readonly value: z.ZodType<T>;
  encode(value: T): DerValue;
  decode(reader: DerReader): T;
  /** Lines for a person, indented by two spaces a level, without the title. */
  text(value: T): readonly string[];
}

/** All that is known about one kind of extension; nothing else in the program lists extensions. */
export interface ExtensionKind<
  T = unknown,
  Type extends string = string,
> extends ExtensionCodec<T> {
  /** The discriminator in JSON, snake_case. */
  readonly type: Type;
  readonly oid: string;
  /** How a person calls it: the RFC's title. */
  readonly title: string;
  readonly criticality: Criticality;
  /** Whether requests and profiles may give it; the others are made by the CA or only read. */
  readonly configurable: boolean;
}

/** The one error of extensions: `bad_extension`. */
export function extensionFault(detail: string): CaError {
  return new CaError('bad_extension', detail);
}
