// Chance that a seed decides: the same seed gives the same stream and the same fates. No Math.random here.

/** Draws numbers and things. */
export type Chance = {
  /** 0 ≤ n < 1. */
  number(): number;
  /** Between the two. */
  between(low: number, high: number): number;
  pick<T>(among: readonly T[]): T;
  shuffled<T>(things: readonly T[]): T[];
};

/** Makes the chance of a seed and a name: each name has a sequence of its own, whatever is drawn elsewhere. */
export function createChance(seed: number, name: string): Chance {
  let state = seed | 0;
  // FNV-1a of the name, then mulberry32.
  for (let index = 0; index < name.length; index++)
    state = Math.imul(state ^ name.charCodeAt(index), 0x01000193);
  const number = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    number,
    between: (low, high) => low + number() * (high - low),
    pick: (among) => {
      const picked = among[Math.floor(number() * among.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    shuffled: (things) =>
      things
        .map((thing) => ({ thing, at: number() }))
        .sort((one, other) => one.at - other.at)
        .map(({ thing }) => thing),
  };
}
