// From a person's correction of a case to what the classifier learns from, over the real consumers and the HTTP API.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseChanged } from '#shared/events/case.ts';
import { problemHandler } from '#shared/http.ts';
import { createMetrics } from '#shared/metrics.ts';
import { createApiToken } from '#shared/people.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { executeCommand } from '../../services/cases/execute-command.ts';
import { createClassifierRouter } from '../../services/classifier/classifier-api.ts';
import { loadKnowledge } from '../../services/classifier/knowledge.ts';
import { correctionConsumer } from '../../services/classifier/learning/consume-corrections.ts';
import { listTaught, putDecisions } from '../../services/classifier/learning/correction-store.ts';
import { createCurrentModel } from '../../services/classifier/learning/current-model.ts';
import { measureLearning } from '../../services/classifier/learning/figures.ts';
import { ensureStarter } from '../../services/classifier/learning/starter.ts';
import { testLog } from '../harness/postgres.ts';
import { createStaffApi, type StaffApi } from '../harness/staff-api.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
let close: () => Promise<unknown>;
const clients = new Map<string, StaffApi>();
const api = (name: string): StaffApi => clients.get(name) as StaffApi;
const policy = loadPolicy();

beforeAll(async () => {
  rig = await createCasesRig();
  const { db } = rig.database;
  await ensureStarter(db, policy, testLog);
  const knowing = await loadKnowledge(policy);
  const current = createCurrentModel(knowing.model.stem, testLog);
  const shell = {
    db,
    policy,
    clock: rig.clock,
    log: testLog,
    prepare: async () => {},
    knowing: () => knowing,
    current: () => current,
  };
  const app = express()
    .use(createClassifierRouter(shell, { checkAnswers: true }))
    .use(problemHandler(testLog));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const name of ['fred', 'dora']) {
    const { token } = await db.transaction((tx) =>
      createApiToken(tx, rig.staff[name] ?? '', 'test'),
    );
    clients.set(name, createStaffApi(base, token));
  }
  close = () => new Promise((resolve) => server.close(resolve));
});
afterAll(async () => {
  await close();
  await rig.close();
});

/** Gives all changes of cases to the consumer, as the bus would. */
async function tell(): Promise<void> {
  const { db } = rig.database;
  const rows = await db.query<{ id: string; key: string; trace: string; payload: CaseChanged }>(
    `select event_id as id, key, trace, payload from bus.events where topic = 'case.changed.v1' order by off`,
  );
  const batch = rows.map((row, offset) => ({
    ...row,
    topic: 'case.changed.v1',
    partition: 0,
    offset,
    at: rig.clock.now(),
  }));
  await db.transaction((tx) => correctionConsumer(rig.clock).handle(batch, tx));
}

describe('R15 a person corrects a case', () => {
  test('it waits for triage with suggestions until then, and is learnt from afterwards, once', async () => {
    const { db } = rig.database;
    const { item } = await rig
      .item({ text: 'You took 40 euros from my card, for what?' })
      .then(async (delivered) => {
        const suggestions = [
          { category: 'billing', probability: 0.41 },
          { category: 'refund', probability: 0.33 },
        ];
        delivered.payload.classification = {
          ...delivered.payload.classification,
          category: 'unknown',
          decided: false,
          suggestions,
        };
        await rig.consume(delivered);
        return delivered.payload;
      });
    const found = await rig.caseOf(item.reference);
    const open = () =>
      db.query<{ title: string; state: string }>(
        `select title, state from cases.tasks where case_id = $1 and kind = 'triage'`,
        [found.caseId],
      );
    expect(await open()).toEqual([
      {
        title:
          'Decide what this is about, perhaps: Billing and payment (41 %), Refunds and returns (33 %)',
        state: 'open',
      },
    ]);
    const decision = {
      kind: 'complaint' as const,
      category: 'delivery',
      severity: 'minor' as const,
      language: 'en',
      agitated: false,
      threat: false,
      decided: true,
      evidence: [],
      modelVersion: 'aaaaaaaaaaaa',
      classifierVersion: 'x',
      policyVersion: 'y',
    };
    await db.transaction((tx) =>
      putDecisions(tx, [
        { itemId: item.itemId, decidedAt: rig.clock.now(), classification: decision },
      ]),
    );
    await executeCommand(rig.shell, {
      reference: found.reference,
      type: 'correct',
      body: { category: 'billing', severity: 'moderate', reason: 'it is about money' },
      staffId: rig.staff.fred ?? '',
    });
    expect((await open()).map(({ state }) => state)).toEqual(['done']);
    await tell();
    await tell();
    expect(await listTaught(db.query, 10)).toEqual([
      {
        key: found.caseId,
        person: 'staff:fred',
        subject: item.subject,
        text: item.text,
        language: 'en',
        kind: undefined,
        category: 'billing',
        severity: 'moderate',
      },
    ]);
    const listed = await api('fred').get('/api/v1/classifier/corrections');
    // S22: a cursor that was tampered with is the asker's fault.
    for (const version of ['-5000000000', '5000000000', '1e9', 'x']) {
      const place = `2026-01-01T00:00:00Z 00000000-0000-7000-8000-000000000000 ${version}`;
      const cursor = Buffer.from(place).toString('base64url');
      const tampered = await api('fred').get(`/api/v1/classifier/corrections?cursor=${cursor}`);
      expect(tampered.status).toBe(400);
    }
    expect(listed.body).toMatchObject({
      corrections: [
        {
          caseId: found.caseId,
          category: 'billing',
          decided: { category: 'delivery', modelVersion: 'aaaaaaaaaaaa' },
        },
      ],
    });
    const { body: quality } = await api('fred').get('/api/v1/classifier/quality');
    const labels = quality.labels as { decision: string; reviewed: number; right: number }[];
    const of = (wanted: string) => labels.find(({ decision }) => decision === wanted);
    expect(of('kind')).toMatchObject({ reviewed: 1, right: 1, instead: [] });
    expect(of('category')).toMatchObject({ reviewed: 1, right: 0, instead: [{ count: 1 }] });
    expect(quality.waiting).toBeGreaterThan(0);
    for (const bin of quality.calibration as { reviewed: number; right: number }[])
      expect(bin.right).toBeLessThanOrEqual(bin.reviewed);
    const accuracy = await api('fred').get('/api/v1/classifier/accuracy');
    expect(accuracy.body).toMatchObject({
      accuracy: [
        { decision: 'category', reviewed: 1, right: 0, accuracy: 0 },
        { decision: 'kind', reviewed: 1, right: 1, accuracy: 1 },
        { decision: 'severity', reviewed: 1, right: 0, accuracy: 0 },
      ],
    });
    const metrics = createMetrics();
    await measureLearning(db.query, metrics, rig.clock.now());
    const told = await metrics.registry.metrics();
    expect(told).toContain('redress_classifier_corrections 1');
    expect(told).toMatch(/redress_classifier_accuracy\{decision="category",model="a{12}"\} 0/);
    expect(told).toMatch(/redress_classifier_model\{model="[0-9a-f]{12}"\} 1/);
    expect((await api('fred').get('/api/v1/classifier/drift')).status).toBe(200);
  });
});

describe('R17 R15 what may be a threat', () => {
  test.each([
    [false, 'a courier who comes in the evening'],
    [true, 'he knows her shift'],
  ])(
    'is decided by a supervisor (%s), on record, and learnt from, once',
    async (isThreat, reason) => {
      const { db } = rig.database;
      const delivered = await rig.item({ text: `One evening I may be at that door. ${reason}` });
      delivered.payload.classification = {
        ...delivered.payload.classification,
        suspectedThreat: 0.81,
      };
      await rig.consume(delivered);
      const { item } = delivered.payload;
      const found = await rig.caseOf(item.reference);
      const tasks = () =>
        db.query<{ state: string; staff: string | null }>(
          `select state, owner_staff as staff from cases.tasks where case_id = $1 and kind = 'suspected_threat'`,
          [found.caseId],
        );
      expect(await tasks()).toEqual([{ state: 'open', staff: expect.any(String) }]);
      await executeCommand(rig.shell, {
        reference: found.reference,
        type: 'decide-threat',
        body: { isThreat, reason },
        staffId: rig.staff.sara ?? '',
      });
      expect((await tasks()).map(({ state }) => state)).toEqual(['done']);
      const decided = await rig.caseOf(item.reference);
      expect(decided.contactSuspended).toBe(isThreat);
      await tell();
      await tell();
      const taught = (await listTaught(db.query, 10)).filter(({ key }) => key === found.caseId);
      expect(taught).toMatchObject([{ person: 'staff:sara', text: item.text, threat: isThreat }]);
      const { body } = await api('fred').get('/api/v1/classifier/corrections');
      const listed = body.corrections as { caseId: string; itemId: string; threat: boolean }[];
      expect(listed.filter(({ caseId }) => caseId === found.caseId)).toMatchObject([
        { itemId: item.itemId, threat: isThreat, kind: null, category: null },
      ]);
      // A glance at a threat says nothing of the category: that is not counted as seen.
      const [seen] = await db.query<{ reviewed: number }>(
        'select count(*)::int as reviewed from classifier.decisions where item_id = $1 and reviewed_at is not null',
        [item.itemId],
      );
      expect(seen?.reviewed).toBe(0);
    },
  );
});

describe('R15 the API of the classifier', () => {
  test('tells why a text gets its labels, with the weights, and the same each time', async () => {
    const asked = { text: 'You charged my credit card twice for the same invoice.' };
    const first = await api('fred').post('/api/v1/classifier/classify', asked);
    const [model] = (
      (await api('fred').get('/api/v1/classifier/models')).body as {
        models: { version: string; current: boolean; origin: string }[];
      }
    ).models;
    expect(model).toMatchObject({ current: true, origin: 'starter' });
    expect(first.body).toMatchObject({
      kind: 'complaint',
      category: 'billing',
      decided: true,
      modelVersion: model?.version,
      suggestions: [{ category: 'billing' }],
    });
    const { evidence } = first.body as {
      evidence: { label: string; source: string; words: string[]; weights?: number[] }[];
    };
    for (const source of ['term', 'model']) {
      const told = evidence.find((each) => each.label === 'category' && each.source === source);
      expect(told?.words.length).toBeGreaterThan(0);
      expect(told?.weights).toHaveLength(told?.words.length ?? 0);
    }
    expect((await api('fred').post('/api/v1/classifier/classify', asked)).body).toEqual(first.body);
  });

  test('a text like none that was learnt from is left to a person', async () => {
    const answer = await api('fred').post('/api/v1/classifier/classify', {
      text: 'qwxz plorft znikk vrumbel, drakk oomph tsirr',
    });
    expect(answer.body).toMatchObject({ kind: 'complaint', category: 'unknown', decided: false });
  });

  test('models are trained and chosen by department managers and above, trainings are cancelled', async () => {
    for (const path of ['train', 'cancel', 'rollback', 'models/0123456789ab/activate'])
      expect((await api('fred').post(`/api/v1/classifier/${path}`, {})).status).toBe(403);
    expect((await api('dora').post('/api/v1/classifier/cancel', {})).status).toBe(409);
    expect((await api('dora').post('/api/v1/classifier/rollback', {})).status).toBe(409);
    const missing = await api('dora').post('/api/v1/classifier/models/0123456789ab/activate', {});
    expect(missing.status).toBe(404);
    const started = await api('dora').post('/api/v1/classifier/train', {});
    expect(started).toMatchObject({ status: 202, body: { state: 'running' } });
    expect((await api('dora').post('/api/v1/classifier/train', {})).status).toBe(409);
    expect((await api('dora').post('/api/v1/classifier/cancel', {})).status).toBe(202);
    await expect
      .poll(
        async () =>
          (
            (await api('fred').get('/api/v1/classifier/trainings')).body as {
              trainings: { state: string }[];
            }
          ).trainings[0]?.state,
        { timeout: 60_000 },
      )
      .toBe('cancelled');
  });
});
