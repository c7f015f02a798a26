// A few killable threads that read mails (mime-worker.ts), and what is known of a mail when its thread had to be killed.
import { Worker } from 'node:worker_threads';
import type { Service } from '#shared/lifecycle.ts';
import type { Log } from '#shared/log.ts';
import type { MailReading, Unreadable } from './mime-parse.ts';

/** Reads mails. `read` never fails: a mail that cannot be read comes back `unreadable`. */
export type MimeReader = Service & { read(raw: Uint8Array): Promise<MailReading> };

/** What a single mail may use up before its thread is killed. */
export type MimeLimits = { cpuMs: number; wallMs: number; heapMb: number };

// An ordinary mail takes milliseconds, the largest that are taken a second or two. On a busy machine the clock on the
// wall says little, so processor time decides, and the wall's only catches what neither works nor ends.
const defaultLimits: MimeLimits = { cpuMs: 5_000, wallMs: 60_000, heapMb: 256 };
const CHECK_MS = 250;
const REVIVE_MS = 1_000;
const THREADS = 2;

type Task = { raw: Uint8Array; done(reading: MailReading): void };

const unreadable = (reason: Unreadable): MailReading => ({
  text: '',
  textCut: false,
  attachments: [],
  unreadable: reason,
});

type Thread = {
  start(): Promise<void>;
  stop(): Promise<void>;
  isIdle(): boolean;
  give(task: Task): void;
};

function createThread(limits: MimeLimits, log: Log, onIdle: () => void): Thread {
  let worker: Worker | undefined;
  let stopped = false;
  let task: Task | undefined;
  let watch: NodeJS.Timeout | undefined;
  const finish = (reading: MailReading) => {
    const finished = task;
    clearInterval(watch);
    task = undefined;
    finished?.done(reading);
  };
  const spawn = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const born = new Worker(new URL('./mime-worker.ts', import.meta.url), {
        resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
      });
      let reason: Unreadable = 'parser_failed';
      let lived = false;
      born.on('message', (message: 'ready' | MailReading) => {
        if (message !== 'ready') finish(message);
        else {
          lived = true;
          worker = born;
          resolve();
        }
        onIdle();
      });
      born.on('error', (error: Error & { code?: string }) => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') reason = 'out_of_memory';
        else log.warn({ err: error }, 'the thread that reads mails failed');
        reject(error);
      });
      born.on('exit', () => {
        if (!lived) return reject(new Error('the thread that reads mails did not start'));
        // A killed one was let go before, with its task.
        if (worker === born) {
          worker = undefined;
          if (task) finish(unreadable(reason));
        }
        if (!stopped) revive();
      });
    });
  const revive = () => {
    spawn().catch(() => {
      if (!stopped) setTimeout(revive, REVIVE_MS).unref();
    });
  };
  const kill = () => {
    const killed = worker;
    worker = undefined;
    finish(unreadable('took_too_long'));
    killed?.terminate();
  };
  const give = (given: Task) => {
    task = given;
    const busy = worker;
    const raw = new Uint8Array(given.raw);
    const begun = performance.now();
    const before = busy?.cpuUsage().catch(() => undefined);
    busy?.postMessage({ raw }, [raw.buffer]);
    watch = setInterval(async () => {
      if (performance.now() - begun > limits.wallMs) return kill();
      // The thread may end meanwhile: 'exit' tells.
      const [from, now] = await Promise.all([before, busy?.cpuUsage().catch(() => undefined)]);
      if (task !== given || !from || !now) return;
      if ((now.user + now.system - from.user - from.system) / 1000 > limits.cpuMs) kill();
    }, CHECK_MS);
  };
  return {
    start: spawn,
    stop: async () => {
      stopped = true;
      await worker?.terminate();
    },
    isIdle: () => worker !== undefined && task === undefined,
    give,
  };
}

/** Makes the reader. Callers bound how many mails wait in it. */
export function createMimeReader(log: Log, limits: MimeLimits = defaultLimits): MimeReader {
  const waiting: Task[] = [];
  const assign = () => {
    for (const thread of threads) {
      const next = thread.isIdle() ? waiting.shift() : undefined;
      if (next) thread.give(next);
    }
  };
  const threads = Array.from({ length: THREADS }, () => createThread(limits, log, assign));
  return {
    name: 'mime',
    start: async () => {
      await Promise.all(threads.map((thread) => thread.start()));
    },
    stop: async () => {
      await Promise.all(threads.map((thread) => thread.stop()));
    },
    read: (raw) =>
      new Promise((done) => {
        waiting.push({ raw, done });
        assign();
      }),
  };
}
