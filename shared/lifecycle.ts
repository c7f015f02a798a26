// Ordered start, undo on failure, reverse stop.
import type { Log } from './log.ts';

/** Something that runs. `stop` drains: it returns when nothing of it is in flight, and may be called twice. */
export type Service = { name: string; start(): Promise<void>; stop(): Promise<void> };

/** Starts the services in order; if one fails, stops those already started, in reverse, and rethrows. */
export async function startAll(services: Service[], log: Log): Promise<void> {
  const started: Service[] = [];
  try {
    for (const service of services) {
      started.push(service);
      await service.start();
      log.debug({ part: service.name }, 'started');
    }
  } catch (error) {
    await stopAll(started, log);
    throw error;
  }
}

/** Stops the services in reverse order; a failing stop is logged and does not keep the others running. */
export async function stopAll(services: Service[], log: Log): Promise<void> {
  for (const service of [...services].reverse()) {
    try {
      await service.stop();
      log.debug({ part: service.name }, 'stopped');
    } catch (error) {
      log.error({ err: error, part: service.name }, 'stopping failed');
    }
  }
}

/**
 * A service that calls `turn` again and again: at once while it returns true (more to do), else after `idleMs` or when
 * `wake` is called. A turn that throws is logged and tried again after `idleMs`; it never ends the loop or the process.
 */
export function createLoop(options: {
  name: string;
  log: Log;
  idleMs: number;
  turn(signal: AbortSignal): Promise<boolean>;
}): Service & { wake(): void } {
  let stopping: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();
  let awake = false;
  let rouse: () => void = () => {};
  const pause = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (awake || signal.aborted) return resolve();
      const timer = setTimeout(() => rouse(), options.idleMs);
      rouse = () => {
        clearTimeout(timer);
        rouse = () => {};
        resolve();
      };
    });
  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      awake = false;
      let more = false;
      try {
        more = await options.turn(signal);
      } catch (error) {
        if (signal.aborted) return;
        options.log.warn({ err: error, part: options.name }, 'turn failed, trying again');
      }
      if (!more) await pause(signal);
    }
  };
  return {
    name: options.name,
    start: async () => {
      stopping = new AbortController();
      running = run(stopping.signal);
    },
    stop: async () => {
      stopping?.abort();
      rouse();
      await running;
    },
    wake: () => {
      awake = true;
      rouse();
    },
  };
}
