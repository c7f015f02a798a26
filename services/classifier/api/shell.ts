// What the routes of the classifier are given.
import type { Deps } from '#shared/runtime.ts';
import type { Knowing } from '../knowledge.ts';
import type { CurrentModel } from '../learning/current-model.ts';

/** The service as its routes see it. `prepare` loads the language models once; after it both getters give something. */
export type ClassifierShell = Pick<Deps, 'db' | 'clock' | 'log' | 'policy'> & {
  prepare(): Promise<void>;
  knowing(): Knowing | undefined;
  current(): CurrentModel | undefined;
};

/** Who may choose models and train: it changes what becomes of every item. */
export const modelKeepers = ['department_manager', 'senior_management', 'admin'] as const;
