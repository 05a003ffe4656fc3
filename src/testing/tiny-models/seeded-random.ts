/**
 * Repeatable randomness: the same seed gives the same sequence on every machine (mulberry32, 32-bit state).
 */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
  /** `count` bytes, each uniform in 0..255. */
  bytes(count: number): Uint8Array;
}

export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;

  function uint32(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  function uniform(): number {
    return uint32() / 2 ** 32;
  }

  return {
    uniform,
    /* Box–Muller; 1 - u keeps the logarithm away from 0. */
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    bytes(count) {
      const words = new Uint32Array(Math.ceil(count / 4));
      for (let index = 0; index < words.length; index++) words[index] = uint32();
      return new Uint8Array(words.buffer, 0, count);
    },
  };
}
