// The thread that mails are read in: hostile ones may block, fill or crash it, and nothing else.
import { parentPort } from 'node:worker_threads';
import { readMail } from './mime-parse.ts';

/** A mail to read. */
export type MimeTask = { raw: Uint8Array };

parentPort?.on('message', async ({ raw }: MimeTask) => {
  const reading = await readMail(raw);
  const blocks = new Set(reading.attachments.map(({ content }) => content.buffer as ArrayBuffer));
  parentPort?.postMessage(reading, [...blocks]);
});
parentPort?.postMessage('ready');
