import { inspect } from 'node:util';

/**
 * A value that cannot be printed by accident: `String`, `JSON.stringify`, template text, `console.log` and
 * `util.inspect` all give `[secret]`. Only {@link Secret.reveal} gives it out; grep for that word to find every use.
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }
}

Object.defineProperty(Secret.prototype, inspect.custom, { value: () => '[secret]' });
