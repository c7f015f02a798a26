// One killable thread that makes mails harmless (html-worker.ts), started when it is first needed, killed when it takes long.
import { Worker } from 'node:worker_threads';
import type { ShownMail } from './read-html.ts';

/** Makes mails harmless. `undefined`: it could not be read, took too long, or too many wait. */
export type HtmlReader = { read(raw: Uint8Array): Promise<ShownMail | undefined> };

/** What a mail may use up before its thread is killed. The limit is generous: a busy machine must not fail a plain mail. */
const WALL_MS = 20_000;
const HEAP_MB = 256;
const WAITING_MAX = 50;

type Task = { raw: Uint8Array; done(shown: ShownMail | undefined): void };
type Reply = { id: number; shown?: ShownMail };

/** Makes the reader. Nothing runs before its first mail, and an idle thread keeps no process alive. */
export function createHtmlReader(wallMs = WALL_MS): HtmlReader {
  const waiting: Task[] = [];
  let worker: Worker | undefined;
  let task: Task | undefined;
  let timer: NodeJS.Timeout | undefined;
  let id = 0;
  const finish = (shown: ShownMail | undefined) => {
    clearTimeout(timer);
    const finished = task;
    task = undefined;
    worker?.unref();
    finished?.done(shown);
    next();
  };
  const drop = (gone: Worker) => {
    if (worker !== gone) return;
    worker = undefined;
    finish(undefined);
  };
  const start = (): Worker => {
    const born = new Worker(new URL('./html-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    born.on('message', (reply: Reply) => {
      if (reply.id === id && task) finish(reply.shown);
    });
    born.on('error', () => drop(born));
    born.on('exit', () => drop(born));
    return born;
  };
  const next = () => {
    if (task) return;
    task = waiting.shift();
    if (!task) return;
    worker ??= start();
    const busy = worker;
    busy.ref();
    id++;
    const raw = new Uint8Array(task.raw);
    busy.postMessage({ id, raw }, [raw.buffer]);
    timer = setTimeout(() => {
      drop(busy);
      void busy.terminate();
    }, wallMs);
  };
  return {
    read: (raw) =>
      new Promise((done) => {
        if (waiting.length >= WAITING_MAX) return done(undefined);
        waiting.push({ raw, done });
        next();
      }),
  };
}
