// The one stream of live changes of a browser (GET /api/v1/changes): whichever tab has the lock reads it and tells the others, since a
// browser opens only six connections to a server, and people open many tabs. Who listens within a tab: changes.ts.

/**
 * What changed: cases by reference, and whether this person has unread notifications about each; or so many that they are not named; or that another tab
 * marked notifications as read.
 */
export type Change =
  | { kind: 'cases'; cases: { reference: string; notified: boolean }[] }
  | { kind: 'many' }
  | { kind: 'read' };

const NAME = 'redress-changes';
/** A refused stream is not taken up again by the browser; this does, in milliseconds. */
const AGAIN_MS = 15_000;

type Stop = () => void;

/** Reads the stream until it is stopped. `tell` gets what changes. */
function read(tell: (change: Change) => void): Stop {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource('/api/v1/changes');
    source.addEventListener('ready', (event: MessageEvent<string>) => {
      const { resumed } = JSON.parse(event.data) as { resumed: boolean };
      // The first time too: what the page shows was read before the stream was there.
      if (!resumed) tell({ kind: 'many' });
    });
    source.addEventListener('changes', (event: MessageEvent<string>) => {
      const { cases } = JSON.parse(event.data) as Extract<Change, { kind: 'cases' }>;
      tell({
        kind: 'cases',
        cases: cases.map(({ reference, notified }) => ({ reference, notified })),
      });
    });
    source.addEventListener('many', () => tell({ kind: 'many' }));
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return;
      clearTimeout(again);
      again = setTimeout(open, AGAIN_MS);
    });
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}

/** Tells the other tabs that notifications were read here. */
export function tellRead(): void {
  const others = new BroadcastChannel(NAME);
  others.postMessage({ kind: 'read' } satisfies Change);
  others.close();
}

let reading = false;

/** Whether this tab is the one that reads the stream. */
export const isReader = (): boolean => reading;

/** Follows changes, by the stream or by the tab that reads it, until stopped. */
export function followChanges(tell: (change: Change) => void): Stop {
  // Without https (but on this machine) there are no locks: each tab reads for itself.
  if (!('locks' in navigator)) {
    reading = true;
    return read(tell);
  }
  const others = new BroadcastChannel(NAME);
  others.onmessage = ({ data }: MessageEvent<Change>) => tell(data);
  const waiting = new AbortController();
  let release: Stop = () => {};
  const turn = () =>
    new Promise<void>((done) => {
      reading = true;
      const stop = read((change) => {
        tell(change);
        others.postMessage(change);
      });
      release = () => {
        reading = false;
        stop();
        done();
      };
    });
  void navigator.locks
    .request(NAME, { signal: waiting.signal }, turn)
    // Stopped while another tab had the lock.
    .catch(() => {});
  return () => {
    waiting.abort();
    release();
    others.close();
  };
}
