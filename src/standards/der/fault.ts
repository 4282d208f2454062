import { CaError } from '#base';

/** The one error of this room: `bad_der`, its detail naming the fault and the offset where it was seen. */
export function derFault(fault: string, offset?: number): CaError {
  return new CaError('bad_der', offset === undefined ? `${fault}.` : `${fault} at byte ${offset}.`);
}
