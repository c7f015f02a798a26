// Reads a policy that somebody wrote in a thread of its own, with an end: what takes a parser a second would hold up everybody
// else's requests. What a policy is stands in shared/policy.
import { Worker } from 'node:worker_threads';
import { RequestError } from '#shared/errors.ts';
import type { PolicyReading } from '#shared/policy/policy-document.ts';

/** What one policy may use up before its thread is ended. On a busy machine the clock on the wall says little. */
export type PolicyLimits = { cpuMs: number; wallMs: number; heapMb: number };

const defaultLimits: PolicyLimits = { cpuMs: 8_000, wallMs: 60_000, heapMb: 256 };
const WATCH_MS = 250;
/** So many may wait for the thread; each is text of hundreds of kilobytes. */
const WAITING_MAX = 8;

/** Reads policies one after the other. What is wrong with one is a value, as of `readPolicyText`. */
export type PolicyReader = {
  /** @throws RequestError 503 when too many wait already. */
  read(text: string): Promise<PolicyReading>;
  close(): Promise<void>;
};

const failed = (message: string): PolicyReading => ({
  ok: false,
  faults: [{ field: 'policy', message }],
});

/** One text in the thread, until it answers, ends or is ended. Gives whether the thread is still good. */
function readOnce(
  worker: Worker,
  text: string,
  limits: PolicyLimits,
): Promise<{ reading: PolicyReading; alive: boolean }> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const before = worker.cpuUsage().catch(() => undefined);
    const settle = (reading: PolicyReading, alive: boolean): void => {
      clearInterval(watch);
      worker.off('message', told).off('error', broke).off('exit', broke);
      // Between two texts it never keeps the process from ending.
      worker.unref();
      resolve({ reading, alive });
    };
    const end = (): void => {
      settle(failed('takes too long to read: make it smaller or less nested'), false);
      void worker.terminate();
    };
    const watch = setInterval(async () => {
      if (performance.now() - begun > limits.wallMs) return end();
      const [from, now] = await Promise.all([before, worker.cpuUsage().catch(() => undefined)]);
      if (from && now && (now.user + now.system - from.user - from.system) / 1000 > limits.cpuMs)
        end();
    }, WATCH_MS);
    const told = (reading: PolicyReading) => settle(reading, true);
    const broke = () => settle(failed('cannot be read: the parser gave up on it'), false);
    worker.on('message', told).on('error', broke).on('exit', broke);
    worker.ref();
    worker.postMessage(text);
  });
}

/** Makes a reader; its thread starts with the first text and is kept. */
export function createPolicyReader(limits: PolicyLimits = defaultLimits): PolicyReader {
  let worker: Worker | undefined;
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  const next = async (text: string): Promise<PolicyReading> => {
    worker ??= new Worker(new URL('./policy-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
    });
    const { reading, alive } = await readOnce(worker, text, limits);
    if (!alive) worker = undefined;
    return reading;
  };
  return {
    read: (text) => {
      if (waiting >= WAITING_MAX)
        throw new RequestError(
          503,
          'busy',
          'Too many policies are being checked at once: try again in a moment.',
        );
      waiting++;
      const reading = last.then(() => next(text));
      last = reading.catch(() => {}).finally(() => waiting--);
      return reading;
    },
    close: async () => void (await worker?.terminate()),
  };
}

/** The reader of this process. */
const reader = createPolicyReader();

/** Reads a policy aside, with the reader of this process. @throws RequestError 503 as `PolicyReader.read`. */
export const readPolicyAside = async (text: string): Promise<PolicyReading> => reader.read(text);
