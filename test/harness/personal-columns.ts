// What may become of a column that can hold words or bytes, and why some hold nothing personal of customers (R71).

/** A table's columns by what becomes of them. */
export type Columns = {
  /** Emptied or deleted by an erasure, at once. */
  erased?: string[];
  /** Gone by itself, and by when. */
  fades?: Record<string, string>;
  /** Holds no personal data of customers, and why. */
  none?: Record<string, string[]>;
};

export const KEYS = 'keys of the program or the policy';
export const STAFF = 'who of the staff, and what they wrote about their own settings';
export const DIGEST = 'digests, of which nothing can be read back';
export const OURS = 'minted by us';
export const ACCOUNT = 'an account, mailbox or channel of the organisation';
export const LOG = 'three days after every group has handled it (shared/bus/pruning.ts)';
export const FIGURES = 'figures and states of the learner';
