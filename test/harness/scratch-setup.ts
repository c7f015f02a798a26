// Before each test file: when it has ended, its folders go, unless something of it failed.
import { afterAll, type TestContext } from 'vitest';
import { endScratch } from './scratch.ts';

type Tried =
  | TestContext['task']
  | TestContext['task']['file']
  | NonNullable<TestContext['task']['suite']>;

const failed = (one: Tried): boolean =>
  one.result?.state === 'fail' || ('tasks' in one && one.tasks.some(failed));

// Set up first, so that it runs last: by then what lived in them has stopped.
// biome-ignore lint/correctness/noEmptyPattern: the fixtures that are asked for are read from this pattern: none.
afterAll(({}, suite) => endScratch(failed(suite) ? 'keep' : 'remove'));
