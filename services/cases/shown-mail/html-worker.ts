// The thread that mails are made harmless in: hostile ones may block, fill or crash it, and nothing else.
import { parentPort } from 'node:worker_threads';
import { errorText } from '#shared/errors.ts';
import { readHtml } from './read-html.ts';

parentPort?.on('message', async ({ id, raw }: { id: number; raw: Uint8Array }) => {
  try {
    parentPort?.postMessage({ id, shown: await readHtml(raw) });
  } catch (error) {
    parentPort?.postMessage({ id, failure: errorText(error).slice(0, 200) });
  }
});
