// The thread that policies are read in: one that takes too long ends this thread, and nothing else.
import { parentPort } from 'node:worker_threads';
import { readPolicyText } from '#shared/policy/policy-document.ts';

parentPort?.on('message', (text: string) => parentPort?.postMessage(readPolicyText(text)));
