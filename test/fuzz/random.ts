/** Numbers that look random and come again from the same seed: what a fuzz test draws from. */
export interface Random {
  /** A whole number from 0 up to `limit`, which is not included. */
  below(limit: number): number;
  /** Whether one of `count` chances has come up. */
  oneIn(count: number): boolean;
  /** One of a list that is not empty, every one equally likely. */
  pick<T>(list: readonly T[]): T;
  octets(size: number): Uint8Array;
}

/** What the draws for input number `run` of `target` start from, so that each can be drawn again on its own. */
export function drawFor(seed: number, target: string, run: number): Random {
  let mixed = seed;
  for (const character of target) mixed = mix(mixed + (character.codePointAt(0) ?? 0));
  return createRandom(mix(mixed ^ run));
}

/** The sequence of one seed (a whole number; its low 32 bits count): xorshift with 128 bits of state. */
export function createRandom(seed: number): Random {
  let first = mix(seed + 1) | 1;
  let second = mix(first + 2);
  let third = mix(second + 3);
  let last = mix(third + 4);

  const next = (): number => {
    const shifted = first ^ (first << 11);
    [first, second, third] = [second, third, last];
    last = last ^ (last >>> 19) ^ shifted ^ (shifted >>> 8);
    return last >>> 0;
  };
  const below = (limit: number): number => next() % limit;
  return {
    below,
    oneIn: (count) => below(count) === 0,
    pick<T>(list: readonly T[]): T {
      return list[below(list.length)] as T;
    },
    octets: (size) => Uint8Array.from({ length: size }, () => next() & 0xff),
  };
}

/** Spreads every bit of a 32-bit word over all of them. */
function mix(word: number): number {
  const once = Math.imul(word ^ (word >>> 16), 0x45d9f3b);
  const twice = Math.imul(once ^ (once >>> 15), 0x2c1b3c6d);
  return (twice ^ (twice >>> 16)) >>> 0;
}
