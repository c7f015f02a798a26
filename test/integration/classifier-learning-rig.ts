// A rig for what the classifier learns: a real database with a starter, items with corrections, and texts to make them of.
import { createHash } from 'node:crypto';
import { newId, newTrace } from '#shared/ids.ts';
import { acceptItem } from '#shared/intake.ts';
import { loadPolicy, type Policy } from '#shared/policy/policy.ts';
import type { Learnt } from '../../services/classifier/domain/learnt.ts';
import { createCurrentModel } from '../../services/classifier/learning/current-model.ts';
import { ensureStarter } from '../../services/classifier/learning/starter.ts';
import { type LearningDeps, startTraining } from '../../services/classifier/learning/train.ts';
import type { TrainingRow } from '../../services/classifier/learning/training-store.ts';
import { loadTextModel, stemmedLanguages } from '../../services/classifier/text-model.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';

export type LearningRig = {
  database: TestDatabase;
  deps: LearningDeps;
  /** Takes in texts that people then correct. */
  correct(texts: string[], to: { category: string }, person: string): Promise<void>;
  train(): Promise<TrainingRow>;
  /** The current model, as a process that starts now would have it. */
  model(): Promise<Learnt>;
  /** What the current model says a text is about. */
  about(text: string): Promise<string | undefined>;
  close(): Promise<void>;
};

/** The default policy with a category of the organisation's own that no word speaks for. */
export function policyWithParking(): Policy {
  const { categories } = loadPolicy();
  return loadPolicy({
    categories: [...categories, { key: 'parking', label: { en: 'Site P' }, terms: {} }],
  });
}

/** Makes the rig over a fresh database, with the starter of the policy. */
export async function createLearningRig(policy: Policy): Promise<LearningRig> {
  const database = await createTestDatabase();
  const { db } = database;
  const deps: LearningDeps = { db, log: testLog, policy };
  await ensureStarter(db, policy, testLog);
  const { stem } = await loadTextModel(stemmedLanguages);

  const take = async (text: string): Promise<string> => {
    const { itemId } = await db.transaction((tx) =>
      acceptItem(tx, {
        dedupKey: createHash('sha256').update(newId()).digest('hex'),
        trace: newTrace(),
        original: Buffer.from(text),
        attachments: [],
        received: {
          channel: 'form',
          connector: 'form',
          receivedAt: '2026-11-23T08:00:00Z',
          sender: {},
          subject: '',
          text,
          textCut: false,
          language: 'en',
        },
      }),
    );
    return itemId;
  };
  const model = async (): Promise<Learnt> => {
    const learnt = await createCurrentModel(stem, testLog).get(db.query);
    if (!learnt) throw new Error('no model is current');
    return learnt;
  };
  return {
    database,
    deps,
    model,
    correct: async (texts, { category }, person) => {
      for (const text of texts) {
        const itemId = await take(text);
        await db.query(
          `insert into classifier.corrections (case_id, entry_version, item_id, at, person, category)
           values ($1, 2, $2, now(), $3, $4)`,
          [newId(), itemId, `staff:${person}`, category],
        );
      }
    },
    train: async () => {
      const row = await (await startTraining(deps, 'staff:dora')).done;
      if (!row) throw new Error('the training left no row');
      return row;
    },
    about: async (text) => (await model()).ask('category', text, 'en')?.label,
    close: () => database.drop(),
  };
}

const places = [
  'the multi-storey',
  'your car park',
  'level two',
  'the staff bays',
  'bay 14',
  'the roof deck',
];
const openings = [
  'This morning',
  'Last Friday',
  'Again',
  'Around noon',
  'After my shift',
  'On Sunday',
];
const parking = [
  'the barrier at PLACE would not lift and I was stuck behind it',
  'somebody had parked across two spaces in PLACE',
  'I got a parking ticket in PLACE although I had paid at the machine',
  'the pay station in PLACE swallowed my coins and printed nothing',
  'there was no free disabled bay in PLACE, vans stood on all of them',
  'my car was clamped in PLACE with a valid permit behind the windscreen',
];

/** Texts about parking, each another. */
export const parkingTexts = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => {
    const place = places[at % 6] ?? '';
    const opening = openings[Math.floor(at / 6) % 6] ?? '';
    const line = parking[(at + Math.floor(at / 36)) % 6] ?? '';
    return `${opening} ${line.replace('PLACE', place)}.`;
  });

const deliveries = [
  'my parcel has not moved for WHAT days',
  'the courier left the package with WHAT neighbours',
  'the delivery came WHAT days late',
  'tracking has said out for delivery for WHAT days',
  'the driver threw my parcel over the fence, WHAT plates are broken',
];

/** Texts about deliveries, each another. */
export const deliveryTexts = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => {
    const opening = openings[at % 6] ?? '';
    const line = deliveries[Math.floor(at / 6) % 5] ?? '';
    return `${opening} ${line.replace('WHAT', String(2 + Math.floor(at / 30)))}.`;
  });
