// The call that is being written down: kept on the server as one types, so that a reload or a crash loses nothing.
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { answered, api } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import {
  type Call,
  type Fields,
  fixBody,
  freshCall,
  isFix,
  logBody,
  stepsDone,
  timesAt,
} from './call-form.ts';

export type Kept = { draft: Call; savedAt: string } | null;
export type KeptState = 'empty' | 'typing' | 'kept' | 'not_kept';
/** What became of it. */
export type Saved = {
  reference: string;
  fixed: boolean;
  joins: string | undefined;
  steps: string[];
};

const PAUSE_MS = 500;
/** What the browser still sends when the page is left (Fetch: 64 KiB). */
const LEAVING_MAX = 60_000;
const path = '/api/v1/complaint-log/draft';

/** The call somebody was writing down, or null. */
export const keptCallQuery = queryOptions({
  queryKey: ['call-draft'],
  staleTime: 0,
  gcTime: 0,
  refetchOnWindowFocus: false,
  queryFn: async (): Promise<Kept> => {
    try {
      return await answered(api.GET(path));
    } catch (error) {
      if (isProblem(error, 404)) return null;
      throw error;
    }
  },
});

const PAUSED_MS = 10 * 60_000;

/** A call taken up again long after: it had ended when it was last kept, and was told when it began. */
export function takenUp(kept: Kept, now: number): Call | undefined {
  if (!kept) return undefined;
  const { draft, savedAt } = kept;
  if (now - Date.parse(savedAt) < PAUSED_MS || draft.fields.callSeconds) return draft;
  return { ...draft, fields: { ...draft.fields, ...timesAt(draft, Date.parse(savedAt)) } };
}

/** Keeps what it is given, one after the other, so that what was written last is what stays. */
function useKeeping(setState: (state: KeptState) => void) {
  const latest = useRef<Call>(undefined);
  const unsaved = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const queue = useRef(Promise.resolve());
  const flush = useCallback(
    (leaving = false): Promise<void> => {
      clearTimeout(timer.current);
      const body = latest.current;
      if (!unsaved.current || !body) return queue.current;
      unsaved.current = false;
      const keepalive = leaving && JSON.stringify(body).length < LEAVING_MAX;
      const put = () => answered(api.PUT(path, { body, keepalive }));
      const sent = leaving ? put() : queue.current.then(put);
      queue.current = sent.then(
        () => setState(unsaved.current ? 'typing' : 'kept'),
        () => {
          unsaved.current = true;
          setState('not_kept');
        },
      );
      return queue.current;
    },
    [setState],
  );
  useEffect(() => {
    const leave = () => void flush(true);
    document.addEventListener('visibilitychange', leave);
    return () => {
      document.removeEventListener('visibilitychange', leave);
      leave();
    };
  }, [flush]);
  const put = (call: Call) => {
    latest.current = call;
    unsaved.current = true;
    setState('typing');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), PAUSE_MS);
  };
  const forget = async (): Promise<void> => {
    clearTimeout(timer.current);
    unsaved.current = false;
    latest.current = undefined;
    await queue.current;
    await api.DELETE(path);
  };
  return { put, flush, forget };
}

const withoutEmpty = (fields: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

/** The call: its fields and ticked steps, how to change them, and whether they are kept. */
export function useCall(kept: Kept) {
  const [call, setCall] = useState(() => takenUp(kept, Date.now()));
  const [state, setState] = useState<KeptState>(kept ? 'kept' : 'empty');
  const current = useRef(call);
  const { put, flush, forget } = useKeeping(setState);
  const queries = useQueryClient();
  const set = (next: Call) => {
    current.current = next;
    setCall(next);
    put(next);
  };
  const change = (part: Fields) => {
    const was = current.current ?? freshCall();
    set({ ...was, fields: withoutEmpty({ ...(was.fields as Fields), ...part }) });
  };
  const tick = (step: string) => {
    const was = current.current ?? freshCall();
    const steps = was.steps.includes(step)
      ? was.steps.filter((ticked) => ticked !== step)
      : [...was.steps, step];
    set({ ...was, steps });
  };
  const clear = async () => {
    current.current = undefined;
    setCall(undefined);
    setState('empty');
    await forget();
  };
  /** Saves it as it is, once however often it is tried. @throws Problem */
  const save = async (): Promise<Saved> => {
    const was = current.current ?? freshCall();
    change(timesAt(was, Date.now()));
    await flush();
    const fields = (current.current ?? was).fields as Fields;
    const params = { header: { 'Idempotency-Key': was.key } };
    const fixed = isFix(fields);
    const { reference } = fixed
      ? await answered(api.POST('/api/v1/cases/first-contact', { params, body: fixBody(fields) }))
      : await answered(api.POST('/api/v1/cases', { params, body: logBody(fields) }));
    // Logged is logged: a draft that stays is logged under the same key, which is the same case.
    await clear().catch(() => {});
    for (const queryKey of [['cases'], ['tasks']]) void queries.invalidateQueries({ queryKey });
    return { reference, fixed, joins: fields.joins, steps: [...stepsDone(fields), ...was.steps] };
  };
  return { call, fields: (call?.fields ?? {}) as Fields, state, change, tick, clear, save };
}
export type CallState = ReturnType<typeof useCall>;
