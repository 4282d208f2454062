/** Thrown when a list cannot be put on record because another one, or a change of entries, came in between: begin again. */
export class Overtaken extends Error {
  override readonly name = 'Overtaken';
}
