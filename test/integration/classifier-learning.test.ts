// The classifier learns from people on a real PostgreSQL: what takes over, what does not, going back, and what dies on the way.
import { afterEach, describe, expect, test } from 'vitest';
import { newId } from '#shared/ids.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { activateModel, rollBackModel } from '../../services/classifier/learning/choose-model.ts';
import { createCurrentModel } from '../../services/classifier/learning/current-model.ts';
import { trainWhenDue } from '../../services/classifier/learning/learning-clock.ts';
import {
  currentVersion,
  listActivations,
  listModels,
} from '../../services/classifier/learning/model-store.ts';
import { ensureStarter } from '../../services/classifier/learning/starter.ts';
import { startTraining } from '../../services/classifier/learning/train.ts';
import {
  askToCancel,
  beginTraining,
  finishTraining,
  listTrainings,
} from '../../services/classifier/learning/training-store.ts';
import { testLog } from '../harness/postgres.ts';
import {
  createLearningRig,
  deliveryTexts,
  type LearningRig,
  parkingTexts,
  policyWithParking,
} from './classifier-learning-rig.ts';

let rig: LearningRig;
const make = async (policy = loadPolicy()): Promise<void> => {
  rig = await createLearningRig(policy);
};
afterEach(() => rig.close());

const NEW_PARKING =
  'The ticket machine on the parking deck took my card and the barrier stayed shut.';

describe('R15 the starter', () => {
  test('is learnt once for a policy, and another policy gets its own', async () => {
    await make();
    const { db } = rig.deps;
    const first = await currentVersion(db.query);
    await ensureStarter(db, rig.deps.policy, testLog);
    expect(await currentVersion(db.query)).toBe(first);
    expect(await listModels(db.query, 10)).toHaveLength(1);
    expect(await rig.about('where is my parcel, the courier never came')).toBe('delivery');
    const { categories } = rig.deps.policy;
    const fewer = loadPolicy({ categories: categories.filter(({ key }) => key !== 'delivery') });
    await ensureStarter(db, fewer, testLog);
    expect(await currentVersion(db.query)).not.toBe(first);
    expect(await rig.about('where is my parcel, the courier never came')).not.toBe('delivery');
  });
});

describe('R15 corrections', () => {
  test('after 100 corrections of a new category the next model knows it', async () => {
    await make(policyWithParking());
    expect(await rig.about(NEW_PARKING)).not.toBe('parking');
    await rig.correct(parkingTexts(100), { category: 'parking' }, 'fred');
    const training = await rig.train();
    expect(training).toMatchObject({ state: 'done', tookOver: true, corrections: 100 });
    expect(await rig.about(NEW_PARKING)).toBe('parking');
    // What was known is still known.
    expect(await rig.about('where is my parcel, the courier never came')).toBe('delivery');
    expect(await rig.about('you charged my credit card twice for one invoice')).toBe('billing');
  });

  test('a batch of wrong corrections does not take over', async () => {
    await make();
    const before = await currentVersion(rig.deps.db.query);
    await rig.correct(deliveryTexts(120), { category: 'billing' }, 'mallory');
    const training = await rig.train();
    expect(training).toMatchObject({ state: 'done', tookOver: false, corrections: 120 });
    expect(training.reason).toContain('left out');
    expect(await currentVersion(rig.deps.db.query)).toBe(before);
    expect(await rig.about('where is my parcel, the courier never came')).toBe('delivery');
    // It is there for a person who knows better.
    expect((await listModels(rig.deps.db.query, 10)).map(({ version }) => version)).toContain(
      training.version,
    );
  });

  test('enough of them start a training by themselves, once', async () => {
    await make(policyWithParking());
    const { afterCorrections } = rig.deps.policy.learning.train;
    await rig.correct(parkingTexts(afterCorrections - 1), { category: 'parking' }, 'fred');
    expect(await trainWhenDue(rig.deps)).toBe(false);
    await rig.correct(parkingTexts(afterCorrections).slice(-1), { category: 'parking' }, 'fiona');
    expect(await trainWhenDue(rig.deps)).toBe(true);
    expect(await trainWhenDue(rig.deps)).toBe(false);
    expect(await listTrainings(rig.deps.db.query, 10)).toMatchObject([
      { state: 'done', requestedBy: 'system', corrections: afterCorrections },
    ]);
  });
});

describe('R15 one step back', () => {
  test('a person goes back, every process follows, and no machine overrules them', async () => {
    await make(policyWithParking());
    const { db } = rig.deps;
    const elsewhere = createCurrentModel((word) => word, testLog);
    const starter = (await elsewhere.get(db.query))?.version;
    await rig.correct(parkingTexts(100), { category: 'parking' }, 'fred');
    const { version } = await rig.train();
    expect((await elsewhere.get(db.query))?.version).toBe(version);

    const by = { byWhom: 'staff:dora', reason: 'parking is for the landlord' };
    expect(await rollBackModel(db, by)).toEqual({ version: starter, replaced: version });
    expect((await elsewhere.get(db.query))?.version).toBe(starter);
    await expect(rollBackModel(db, by)).rejects.toMatchObject({ status: 409 });

    await rig.correct(parkingTexts(120).slice(-20), { category: 'parking' }, 'fiona');
    const again = await rig.train();
    expect(again).toMatchObject({ state: 'done', tookOver: false });
    expect(again.reason).toContain('a person went back');

    await activateModel(db, again.version ?? '', { byWhom: 'staff:dora' });
    expect((await elsewhere.get(db.query))?.version).toBe(again.version);
    expect((await listActivations(db.query, 10)).map(({ how }) => how)).toEqual([
      'person',
      'rollback',
      'training',
      'starter',
    ]);
    await expect(activateModel(db, '0123456789ab', { byWhom: 'staff:dora' })).rejects.toMatchObject(
      { status: 404 },
    );
  });

  test('a damaged model is refused, and the one before goes on', async () => {
    await make();
    const { db } = rig.deps;
    const process = createCurrentModel((word) => word, testLog);
    const good = (await process.get(db.query))?.version;
    await db.query(
      `insert into classifier.models (version, origin, policy_version, categories, texts, corrections)
       values ('bad000000000', 'training', 'x', '{}', 1, 1)`,
    );
    await db.query(
      `insert into classifier.model_heads (version, head, file)
       select 'bad000000000', head, overlay(file placing 'x'::bytea from 200) from classifier.model_heads`,
    );
    await activateModel(db, 'bad000000000', { byWhom: 'staff:dora' });
    expect((await process.get(db.query))?.version).toBe(good);
  });
});

describe('a training', () => {
  test('is cancelled from another process, and nothing of it stays', async () => {
    await make();
    const { db } = rig.deps;
    const models = await listModels(db.query, 10);
    const { done } = await startTraining(rig.deps, 'staff:dora');
    expect(await askToCancel(db.query)).toBeDefined();
    expect(await done).toMatchObject({ state: 'cancelled', tookOver: false, version: null });
    expect(await listModels(db.query, 10)).toEqual(models);
    expect(await askToCancel(db.query)).toBeUndefined();
  });

  test('is the only one, of two processes that start one', async () => {
    await make();
    const starts = await Promise.allSettled([
      startTraining(rig.deps, 'staff:dora'),
      startTraining(rig.deps, 'staff:max'),
    ]);
    const [started] = starts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const [refused] = starts.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused).toMatchObject({ status: 409, code: 'training_runs' });
    expect(await started?.done).toMatchObject({ state: 'done' });
  });

  test('whose process was killed is ended, and cannot come back from the dead', async () => {
    await make();
    const { db } = rig.deps;
    const killed = newId();
    await beginTraining(db.query, killed, 'staff:dora');
    await db.query(
      `update classifier.trainings set heard_at = now() - interval '10 minutes' where training_id = $1`,
      [killed],
    );
    expect(await rig.train()).toMatchObject({ state: 'done' });
    const late = {
      state: 'done',
      corrections: 0,
      version: 'x',
      tookOver: true,
      reason: '',
    } as const;
    expect(await finishTraining(db, killed, late)).toBe(false);
    expect((await listTrainings(db.query, 10)).map(({ state }) => state).sort()).toEqual([
      'done',
      'failed',
    ]);
  });

  test('that takes too long is ended', async () => {
    const { train } = loadPolicy().learning;
    await make(loadPolicy({ learning: { train: { ...train, secondsMax: 1 } } }));
    await rig.correct(
      Array.from({ length: 60 }, (_, at) => `${parkingTexts(36)[at % 36]} ${at} `.repeat(60)),
      { category: 'other' },
      'fred',
    );
    const ended = await rig.train();
    // On a fast machine a second may be enough.
    if (ended.state !== 'done') expect(ended.reason).toContain('longer than 1 seconds');
    expect(['done', 'failed']).toContain(ended.state);
  });
});
