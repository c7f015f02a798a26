// The default policy with the real language models, for tests: loaded once a process.

import { classify, type Knowledge } from '../../../services/classifier/domain/classify.ts';
import { loadKnowledge } from '../../../services/classifier/knowledge.ts';
import { loadLearnt, versionOfFiles } from '../../../services/classifier/learning/current-model.ts';
import { starterOf } from '../../../services/classifier/learning/starter.ts';
import type { Classification, IntakeReceived } from '../../../shared/events/intake.ts';
import { loadPolicy } from '../../../shared/policy/policy.ts';

/** A text and what it is to be taken for; what is not named is free, agitated and threat default to false. */
export type Sample = [
  text: string,
  expected: Partial<
    Pick<Classification, 'kind' | 'category' | 'severity' | 'agitated' | 'threat' | 'language'>
  >,
];

let loading: Promise<Knowledge> | undefined;

async function load(): Promise<Knowledge> {
  const policy = loadPolicy();
  const [knowing, files] = await Promise.all([loadKnowledge(policy), starterOf(policy).learn()]);
  return { ...knowing, learnt: await loadLearnt(versionOfFiles(files), files, knowing.model.stem) };
}

/** The knowledge of a fresh instance: the policy's words, the language models, the starter. */
export function freshKnowledge(): Promise<Knowledge> {
  loading ??= load();
  return loading;
}

/** An item as the form would send it. */
export const received = (text: string, more: Partial<IntakeReceived> = {}): IntakeReceived => ({
  itemId: '01930000-0000-7000-8000-000000000001',
  reference: 'C-0000-0000',
  channel: 'form',
  connector: 'form',
  receivedAt: '2026-11-23T10:00:00Z',
  sender: {},
  subject: '',
  text,
  textCut: false,
  originalSha256: '0'.repeat(64),
  attachments: [],
  ...more,
});

/** What a text is taken for by the default policy. */
export async function judge(
  text: string,
  more: Partial<IntakeReceived> = {},
): Promise<Classification> {
  return classify(received(text, more), await freshKnowledge());
}
