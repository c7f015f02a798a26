// Follows live changes (GET /api/v1/changes) as a program does: events one by one.

export type ChangeEvent = { id: string; event: string; data: Record<string, unknown> };
export type ChangedCase = {
  reference: string;
  status: string;
  assignee: string | null;
  taskDue: string | null;
  changes: string[];
  mine: boolean;
  notified: boolean;
  actor: string;
};

export type ChangeStream = {
  /** The next event of a kind; others before it are passed over. */
  next(kind: string): Promise<ChangeEvent>;
  /** What is told of a case, until it is as wanted. */
  untilCase(reference: string, wanted: (told: ChangedCase) => boolean): Promise<ChangedCase>;
  close(): void;
  /** Resolves when the other side ended it. */
  closed: Promise<void>;
};

const LONG_MS = 30_000;

function parseEvent(block: string, lastId: string): ChangeEvent {
  const fields = new Map(
    block
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  );
  return {
    id: fields.get('id') ?? lastId,
    event: fields.get('event') ?? '',
    data: JSON.parse(fields.get('data') ?? '{}'),
  };
}

/** @throws Error with the status when it is refused. */
export async function follow(
  base: string,
  authorization: string,
  lastEventId?: string,
): Promise<ChangeStream> {
  const stop = new AbortController();
  const response = await fetch(`${base}/api/v1/changes`, {
    headers: { authorization, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
    signal: stop.signal,
  });
  if (!response.ok || !response.body) throw new Error(`refused: ${response.status}`);
  const events: ChangeEvent[] = [];
  let rouse = () => {};
  const read = async (body: AsyncIterable<Uint8Array>): Promise<void> => {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) events.push(parseEvent(block, events.at(-1)?.id ?? ''));
      rouse();
    }
  };
  const closed = read(response.body as unknown as AsyncIterable<Uint8Array>).catch(() => {});
  let seen = 0;
  const next = async (kind: string): Promise<ChangeEvent> => {
    const until = Date.now() + LONG_MS;
    for (;;) {
      const event = events[seen];
      if (event) seen++;
      if (event?.event === kind) return event;
      if (event) continue;
      if (Date.now() > until) throw new Error(`no event ${kind} came`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500);
        rouse = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  return {
    next,
    untilCase: async (reference, wanted) => {
      for (;;) {
        const { data } = await next('changes');
        const told = (data.cases as ChangedCase[]).find((each) => each.reference === reference);
        if (told && wanted(told)) return told;
      }
    },
    close: () => stop.abort(),
    closed,
  };
}
