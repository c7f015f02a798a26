// The pages of which pictures are taken, one line or more each.
import type { Page } from 'playwright-core';
import type { ConsoleRig, Who } from '../harness/console.ts';

/** A picture: who looks at what, after `stage` made what is there and gave the path. `before` acts on the page first. */
export type Shot = {
  name: string;
  who: Who | undefined;
  stage(rig: ConsoleRig): Promise<string> | string;
  before?(page: Page): Promise<void>;
};

export const shots: Shot[] = [{ name: 'nothing-here', who: 'sam', stage: () => '/nowhere' }];
