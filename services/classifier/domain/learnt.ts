// A learnt model as the classifier asks it: one head for each decision that was learnt. How it was made is not known here.
import { createExplainer, type Explain } from './learner/explain.ts';
import { createReader, keepLast, type StemOf } from './learner/features.ts';
import { type Answer, createLabeller, type Model } from './learner/linear-model.ts';
import { ownWords } from './learner/own-words.ts';
import { createRowReaders, type RowReader } from './learner/sparse.ts';

/** The decisions that can be learnt. A threat is read with the marks of its signals (signals/marks.ts). */
export const heads = ['kind', 'category', 'severity', 'agitated', 'threat'] as const;
export type Head = (typeof heads)[number];

/** What is kept of a model: the version and a model for each decision there was enough to learn from. */
export type LearntModel = { version: string; heads: Partial<Record<Head, Model>> };

/** A model, ready to be asked. */
export type Learnt = {
  version: string;
  /** Languages it has texts in. */
  languages: ReadonlySet<string>;
  ask(head: Head, text: string, language: string): Answer | undefined;
  explain(head: Head, ...asked: Parameters<Explain>): ReturnType<Explain>;
};

/** So much of a text is asked about: what a message is about stands at its beginning. */
const ASKED_UNITS_MAX = 4_000;

/** What of an item a model reads, when learning and when asked. */
export const modelText = (subject: string, text: string): string =>
  ownWords(subject, text).slice(0, ASKED_UNITS_MAX);

/** Makes a model ready: its tables are built here, once. All heads are asked about the same text, which is read once. */
export function prepareModel(model: LearntModel, stemOf: StemOf): Learnt {
  const known = heads.flatMap((head) => {
    const learnt = model.heads[head];
    return learnt ? [{ head, learnt }] : [];
  });
  // Heads that read texts alike share what is read.
  const alike = Map.groupBy(known, ({ learnt }) => JSON.stringify(learnt.features));
  const prepared = [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const read = createReader(first.learnt.features, stemOf);
    const readRows = createRowReaders(
      read,
      group.map(({ learnt }) => learnt),
    );
    return group.map(({ head, learnt }, at) => {
      const readRow = keepLast(readRows[at] as RowReader);
      const label = createLabeller(learnt, stemOf, readRow);
      return [head, { label, explain: createExplainer(learnt, readRow, stemOf), learnt }] as const;
    });
  });
  const byHead = new Map(prepared);
  return {
    version: model.version,
    languages: new Set(prepared.flatMap(([, { learnt }]) => learnt.languages)),
    ask: (head, text, language) => byHead.get(head)?.label(text, language),
    explain: (head, ...asked) => byHead.get(head)?.explain(...asked) ?? [],
  };
}
