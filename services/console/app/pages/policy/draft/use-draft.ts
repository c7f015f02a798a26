// The draft while it is written: kept in this browser until it is published or thrown away, one step after the other to be undone.
import { useState } from 'react';

type Kept = { text: string; basedOn: number };

const KEY = 'redress-policy-draft';
const STEPS_MAX = 50;

function readKept(): Kept | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    const { text, basedOn } = (kept ?? {}) as Partial<Kept>;
    return typeof text === 'string' && typeof basedOn === 'number' ? { text, basedOn } : undefined;
  } catch {
    return undefined;
  }
}

function keep(kept: Kept | undefined): void {
  try {
    if (kept) localStorage.setItem(KEY, JSON.stringify(kept));
    else localStorage.removeItem(KEY);
  } catch {
    // A full store: the draft is only on this page then.
  }
}

export type DraftState = {
  text: string;
  /** The version that it was begun from. */
  basedOn: number;
  /** Another one is in force by now. */
  isBehind: boolean;
  write(change: string | ((text: string) => string)): void;
  /** Takes the last step back; nothing to take back without it. */
  undo: (() => void) | undefined;
  throwAway(): void;
  /** Goes on from what is in force now, after its difference was looked at. */
  catchUp(): void;
};

/** The draft over the version in force. */
export function useDraft(current: { yaml: string; number: number }): DraftState {
  const fresh = { text: current.yaml, basedOn: current.number };
  const [draft, setDraft] = useState<Kept>(() => readKept() ?? fresh);
  const [past, setPast] = useState<string[]>([]);
  const put = (next: Kept): void => {
    keep(next.text === current.yaml ? undefined : next);
    setDraft(next);
  };
  return {
    ...draft,
    isBehind: draft.basedOn !== current.number,
    write: (change) =>
      setDraft((before) => {
        const text = typeof change === 'string' ? change : change(before.text);
        if (text === before.text) return before;
        setPast((steps) => [...steps.slice(1 - STEPS_MAX), before.text]);
        const next = { ...before, text };
        keep(text === current.yaml ? undefined : next);
        return next;
      }),
    undo:
      past.length === 0
        ? undefined
        : () => {
            put({ ...draft, text: past.at(-1) ?? draft.text });
            setPast(past.slice(0, -1));
          },
    throwAway: () => {
      setPast([]);
      keep(undefined);
      setDraft(fresh);
    },
    catchUp: () => put({ ...draft, basedOn: current.number }),
  };
}
