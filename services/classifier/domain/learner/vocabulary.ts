// Which hashes are features, and their number: an open-addressing table of integers. No texts and no weights here.

/** Slots are at most half full: a look-up takes one or two steps. */
const FILL_MAX = 0.5;
const EMPTY = -1;

/** A growing map from hash to feature number. */
export type Vocabulary = {
  readonly size: number;
  /** The feature of a hash, or -1. */
  find(hash: number): number;
  /** The feature of a hash, a new one if need be. */
  add(hash: number): number;
  /** The hash of each feature, in order. */
  hashes(): Int32Array;
};

/** Makes a vocabulary that holds these hashes as features 0, 1, 2 … */
export function createVocabulary(known: Int32Array = new Int32Array(0)): Vocabulary {
  let bits = 10;
  while (2 ** bits * FILL_MAX < known.length) bits++;
  let slots = new Int32Array(2 ** bits).fill(EMPTY);
  let features = new Int32Array(2 ** bits);
  let mask = 2 ** bits - 1;
  let size = 0;

  // Hashes are spread already; the multiplication only guards against a mask that shares their low bits.
  const slotOf = (hash: number): number => {
    let slot = (Math.imul(hash, 0x9e3779b1) >>> 7) & mask;
    while (features[slot] !== EMPTY && slots[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  };
  const clear = (): void => {
    features.fill(EMPTY);
  };
  const grow = (): void => {
    const oldHashes = slots;
    const oldFeatures = features;
    slots = new Int32Array(oldHashes.length * 2);
    features = new Int32Array(oldHashes.length * 2);
    mask = slots.length - 1;
    clear();
    for (let at = 0; at < oldHashes.length; at++) {
      if (oldFeatures[at] === EMPTY) continue;
      const slot = slotOf(oldHashes[at] as number);
      slots[slot] = oldHashes[at] as number;
      features[slot] = oldFeatures[at] as number;
    }
  };
  const add = (hash: number): number => {
    const slot = slotOf(hash);
    if (features[slot] !== EMPTY) return features[slot] as number;
    slots[slot] = hash;
    features[slot] = size++;
    if (size > slots.length * FILL_MAX) grow();
    return size - 1;
  };
  clear();
  for (const hash of known) add(hash);
  return {
    get size() {
      return size;
    },
    find: (hash) => features[slotOf(hash)] as number,
    add,
    hashes: () => {
      const result = new Int32Array(size);
      for (let at = 0; at < slots.length; at++) {
        if (features[at] !== EMPTY) result[features[at] as number] = slots[at] as number;
      }
      return result;
    },
  };
}
