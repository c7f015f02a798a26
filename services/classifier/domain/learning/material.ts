// What a model is learnt from: the examples that come with Redress, the policy's own words, and what people corrected. Which
// texts are held back to judge it by. Pure: the same lessons give the same material.
import type { PolicyData } from '#shared/policy/policy.ts';
import type { Example } from '../learner/training.ts';
import { type Head, heads } from '../learnt.ts';
import type { Lesson } from './examples.ts';

/** A correction by a person, newest last. `person` is who made it. */
export type Correction = Lesson & { key: string; person: string };

/** What is learnt from and what is held back, for each decision. */
export type Material = Record<
  Head,
  { train: Example[]; examples: Example[]; corrected: Example[] }
>;

/** Every so manieth text is held back: always the same ones, so that no model has learnt from them. */
const HELD_BACK_EVERY = 5;
/** With fewer texts of a label, or only one label, a decision is not learnt. */
const LABEL_TEXTS_MIN = 8;
/** So many terms of the policy make one text: about as long as a short message. */
const TERMS_A_TEXT = 3;

/** FNV-1a: which texts are held back depends on nothing but the text. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

const isHeldBack = (text: string): boolean => hashOf(text) % HELD_BACK_EVERY === 0;

const labelOf = (lesson: Lesson, head: Head): string | undefined => {
  const value = lesson[head];
  return value === undefined ? undefined : String(value);
};

/** The policy's words as short texts: what an organisation calls its own categories is known from the first day. */
export function policyLessons({ categories }: Pick<PolicyData, 'categories'>): Lesson[] {
  const spelled = (term: string) => term.replace(/[*=]/g, ' ').trim();
  return categories.flatMap(({ key, label, terms }) =>
    [...new Set([...Object.keys(label), ...Object.keys(terms)])].flatMap((language) => {
      const list = terms[language] ?? [];
      const texts = [label[language] ?? ''];
      for (let at = 0; at < list.length; at += TERMS_A_TEXT)
        texts.push(
          list
            .slice(at, at + TERMS_A_TEXT)
            .map(spelled)
            .join('. '),
        );
      return texts.filter((text) => text !== '').map((text) => ({ text, language, category: key }));
    }),
  );
}

/**
 * Corrections that may be learnt from: the newest, and of one person no more than their share of all texts, so that one who
 * errs (or means to) does not outvote what is known.
 */
export function fairCorrections(
  corrections: readonly Correction[],
  otherTexts: number,
  { textsMax, personShareMax }: PolicyData['learning']['train'],
): Correction[] {
  const newest = corrections.slice(-textsMax);
  const most = Math.max(1, Math.floor(personShareMax * (otherTexts + newest.length)));
  const taken = new Map<string, number>();
  return newest
    .toReversed()
    .filter(({ person }) => {
      const count = (taken.get(person) ?? 0) + 1;
      taken.set(person, count);
      return count <= most;
    })
    .toReversed();
}

/** Puts lessons and corrections together, decision by decision. What the policy does not know is left out. */
export function gatherMaterial(
  lessons: readonly Lesson[],
  corrections: readonly Correction[],
  policy: Pick<PolicyData, 'categories' | 'learning'>,
): Material {
  const keys = new Set(policy.categories.map(({ key }) => key));
  const terms = policyLessons(policy);
  const fair = fairCorrections(corrections, lessons.length, policy.learning.train);
  const examplesOf = (from: readonly Lesson[], head: Head): Example[] =>
    from.flatMap((lesson) => {
      const label = labelOf(lesson, head);
      const unknown = head === 'category' && label !== undefined && !keys.has(label);
      if (label === undefined || unknown) return [];
      return [{ text: lesson.text, language: lesson.language, label }];
    });
  const forHead = (head: Head): Material[Head] => {
    const given = examplesOf(lessons, head);
    const corrected = examplesOf(fair, head);
    const all = [...given, ...corrected];
    const counts = new Map<string, number>();
    for (const { label } of all) counts.set(label, (counts.get(label) ?? 0) + 1);
    const enough = (each: Example): boolean => (counts.get(each.label) ?? 0) >= LABEL_TEXTS_MIN;
    return {
      train: [
        ...all.filter((each) => !isHeldBack(each.text) && (head === 'category' || enough(each))),
        ...examplesOf(terms, head),
      ],
      examples: given.filter(({ text }) => isHeldBack(text)),
      corrected: corrected.filter(({ text }) => isHeldBack(text)),
    };
  };
  return Object.fromEntries(heads.map((head) => [head, forHead(head)])) as Material;
}

/** Whether there are two labels at least, each with enough texts. */
export function isLearnable(train: readonly Example[]): boolean {
  const counts = new Map<string, number>();
  for (const { label } of train) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].filter((count) => count >= LABEL_TEXTS_MIN / 2).length >= 2;
}
