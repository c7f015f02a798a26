// What is being written about a case: kept on the server as one types, so that nothing typed is lost.
import { useCallback, useEffect, useRef, useState } from 'react';
import { answered, api, type Schema } from '../../../api/client.ts';

export type Draft = Schema<'Draft'>;
export type DraftState = 'empty' | 'typing' | 'kept' | 'not_kept';

const PAUSE_MS = 700;
const fresh: Draft = { mode: 'reply' };
const isEmpty = (draft: Draft): boolean => !draft.reply && !draft.note;

const keep = async (reference: string, draft: Draft): Promise<void> => {
  const params = { path: { reference } };
  if (isEmpty(draft)) await api.DELETE('/api/v1/cases/{reference}/draft', { params });
  else await answered(api.PUT('/api/v1/cases/{reference}/draft', { params, body: draft }));
};

/** The draft of a case, read once; each change is kept after a pause, and at once when the page is left. */
export function useDraft(reference: string) {
  const [draft, setDraft] = useState<Draft>(fresh);
  const [state, setState] = useState<DraftState>('empty');
  const latest = useRef(draft);
  const unsaved = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const save = useCallback(async () => {
    clearTimeout(timer.current);
    if (!unsaved.current) return;
    unsaved.current = false;
    try {
      await keep(reference, latest.current);
      setState(isEmpty(latest.current) ? 'empty' : 'kept');
    } catch {
      unsaved.current = true;
      setState('not_kept');
    }
  }, [reference]);
  useEffect(() => {
    let here = true;
    const params = { path: { reference } };
    answered(api.GET('/api/v1/cases/{reference}/draft', { params }))
      .then((kept) => {
        if (!here || unsaved.current || !kept.draft) return;
        latest.current = kept.draft;
        setDraft(kept.draft);
        setState('kept');
      })
      .catch(() => {});
    const leave = () => void save();
    document.addEventListener('visibilitychange', leave);
    return () => {
      here = false;
      document.removeEventListener('visibilitychange', leave);
      leave();
    };
  }, [reference, save]);
  const change = (part: Partial<Draft>) => {
    const next = { ...latest.current, ...part };
    latest.current = next;
    unsaved.current = true;
    setDraft(next);
    setState('typing');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void save(), PAUSE_MS);
  };
  return { draft, state, change, save };
}
