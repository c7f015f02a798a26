// What is typed into an answer: kept in this tab until it is sent, so that leaving the page loses nothing.
import { useState } from 'react';

const keyOf = (reference: string): string => `redress-social-draft-${reference}`;

/** The draft of a thread's answer, and how to change it; '' forgets it. */
export function useDraft(reference: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => sessionStorage.getItem(keyOf(reference)) ?? '');
  const change = (next: string) => {
    setText(next);
    if (next === '') sessionStorage.removeItem(keyOf(reference));
    else sessionStorage.setItem(keyOf(reference), next);
  };
  return [text, change];
}
