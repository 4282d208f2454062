/** The only way to learn the time: handed to every room that needs it, so that tests can hold it still. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

/** The machine's wall clock. */
export const systemClock: Clock = Object.freeze({ now: () => Date.now() });

/** A clock that stands still until told otherwise. */
export interface FixedClock extends Clock {
  set(time: Date | number): void;
  advance(milliseconds: number): void;
}

/** A clock for tests, standing at `start`. */
export function fixedClock(start: Date | number): FixedClock {
  let time = Number(start);
  return {
    now: () => time,
    set: (to) => void (time = Number(to)),
    advance: (milliseconds) => void (time += milliseconds),
  };
}

/** Milliseconds in a second, a minute, an hour and a day. */
export const second = 1000;
export const minute: number = 60 * second;
export const hour: number = 60 * minute;
export const day: number = 24 * hour;
