// Whose thread it is while it is being answered: claimed by the first letter, kept while something is typed, given back by hand.
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSession } from '../../api/session.ts';
import { claim, letGo, refreshSocial, type Thread } from './social-query.ts';

// A claim holds five minutes; two beats of three may get lost.
const BEAT_MS = 100_000;

/** The claim of a thread as this person may use it. `beat` says that something was typed. */
export function useClaim(thread: Thread, isTyped: boolean) {
  const { staffId } = useSession();
  const { reference } = thread;
  const isMine = thread.claim?.staffId === staffId;
  const other = thread.claim && !isMine ? thread.claim : undefined;
  const [isAtIt, setAtIt] = useState(false);
  const hold = useMutation({
    mutationFn: () => claim(reference),
    onError: () => void refreshSocial(),
  });
  const leave = useMutation({
    mutationFn: () => letGo(reference),
    onMutate: () => setAtIt(false),
  });
  const beats = isTyped && other === undefined && (isAtIt || isMine) && !leave.isPending;
  const { mutate } = hold;
  useEffect(() => {
    if (!beats) return undefined;
    mutate();
    const timer = setInterval(() => mutate(), BEAT_MS);
    return () => clearInterval(timer);
  }, [beats, mutate]);
  return {
    isMine,
    other,
    hold,
    leave,
    beat: () => setAtIt(true),
    done: () => setAtIt(false),
  };
}
export type Claiming = ReturnType<typeof useClaim>;
