// Runs a training in a thread of its own, bounded in memory and time, and ends it when asked. What is done with what it
// learnt is decided in train.ts.
import { Worker } from 'node:worker_threads';
import type { Trained, TrainingMessage, TrainingTask } from './training-worker.ts';

/** A training was ended before it was done. The message says why, for people. */
export class TrainingEnded extends Error {
  override name = 'TrainingEnded';
  readonly cancelled: boolean;
  constructor(message: string, cancelled: boolean) {
    super(message);
    this.cancelled = cancelled;
  }
}

/** What JavaScript itself may hold; rows are beside it, and bounded by the number of texts. */
const HEAP_MB = 1024;

/** Hears how far a training is, and may end it. */
export type TrainingRun = {
  secondsMax: number;
  signal: AbortSignal;
  onProgress(share: number): void;
};

/**
 * Learns in a thread.
 * @throws TrainingEnded when it was cancelled or took too long; what the thread threw when it failed
 */
export function trainInThread(task: TrainingTask, run: TrainingRun): Promise<Trained> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./training-worker.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    const end = (reason: TrainingEnded) => {
      finish();
      reject(reason);
      void worker.terminate();
    };
    const cancel = () => end(new TrainingEnded('it was cancelled', true));
    const late = setTimeout(
      () => end(new TrainingEnded(`it took longer than ${run.secondsMax} seconds`, false)),
      run.secondsMax * 1000,
    );
    const finish = () => {
      clearTimeout(late);
      run.signal.removeEventListener('abort', cancel);
    };
    run.signal.addEventListener('abort', cancel);
    if (run.signal.aborted) cancel();
    worker.on('message', (message: TrainingMessage) => {
      if ('progress' in message) run.onProgress(message.progress);
      else {
        finish();
        resolve(message.trained);
      }
    });
    worker.on('error', (error) => {
      finish();
      reject(error);
    });
    worker.on('exit', () => {
      finish();
      reject(new Error('the thread of the training ended without a word'));
    });
  });
}
