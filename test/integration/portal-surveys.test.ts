// Survey responses from an outside tool, with a real PostgreSQL.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId, newReference } from '../../shared/ids.ts';
import { createApiToken, putStaff } from '../../shared/people.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import {
  accepted,
  type PortalRig,
  problem,
  putCase,
  receivedItems,
  startPortal,
} from './portal-rig.ts';

const SURVEYS = '/api/v1/surveys/responses';

let database: TestDatabase;
let rig: PortalRig;

beforeAll(async () => {
  database = await createTestDatabase();
  rig = await startPortal(database.db, { bodyBytesMax: 1024 * 1024 });
});
afterAll(async () => {
  await rig.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.db.query('truncate intake.items, portal.idempotency_keys, bus.events');
});

describe('survey responses', () => {
  let authorization: string;
  const send = (body: unknown, headers: Record<string, string> = { authorization }) =>
    rig.post(SURVEYS, body, headers);

  const tokenOf = (role: 'frontline' | 'auditor') =>
    database.db.transaction(async (tx) => {
      const email = `${role}@example.org`;
      const staffId = await putStaff(tx, { name: role, email, role });
      return (await createApiToken(tx, staffId, 'test')).token;
    });
  beforeAll(async () => {
    authorization = `Bearer ${await tokenOf('frontline')}`;
  });

  test('R05 a response becomes an item of the channel survey', async () => {
    const response = await send({
      scale: 10,
      score: 2,
      comment: 'Nobody called back.',
      service: 'Hotline',
      customer: { name: 'Ada', email: 'ada@example.org' },
      responseId: 'r-1',
      answeredAt: '2026-11-22T10:00:00+01:00',
    });
    expect((await accepted(response)).reference).toMatch(/^C-/);
    const [item] = await receivedItems(database.db);
    expect(item).toMatchObject({
      channel: 'survey',
      connector: 'survey-api',
      text: 'Nobody called back.',
      sentAt: '2026-11-22T09:00:00.000Z',
      sender: { name: 'Ada', email: 'ada@example.org' },
      survey: { scale: 10, score: 2, service: 'Hotline' },
    });
  });

  test('a response id is accepted once, with other content it is a conflict', async () => {
    const body = { scale: 5, score: 1, responseId: 'r-2' };
    const first = await accepted(await send(body));
    expect((await accepted(await send(body))).reference).toBe(first.reference);
    await problem(await send({ ...body, score: 5 }), 409);
    expect(await receivedItems(database.db)).toHaveLength(1);
  });

  test('R02 R29 the same answer about a resolution is accepted once, another is kept for a person', async () => {
    const caseReference = newReference();
    const shown = { caseId: newId(), reference: caseReference, status: 'resolved' };
    await putCase(database.db, shown, [caseReference]);
    const body = { scale: 5, score: 1, caseReference, caseEpoch: 1 };
    const first = await send(body);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    const { reference } = await accepted(first);
    const again = await send(body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await accepted(again)).reference).toBe(reference);
    const other = await accepted(await send({ ...body, score: 5 }));
    expect(other.reference).not.toBe(reference);
    const surveys = (await receivedItems(database.db)).map(({ survey }) => survey);
    expect(surveys).toMatchObject([
      { score: 1, caseReference, epoch: 1 },
      { score: 5, caseReference, epoch: 1 },
    ]);
    // Resolved once more: the same words are another answer.
    await putCase(database.db, { ...shown, epoch: 2 }, []);
    const { caseEpoch: _, ...unsaid } = body;
    await accepted(await send(unsaid));
    expect(await receivedItems(database.db)).toHaveLength(3);
  });

  test('it needs an API token of somebody who may write', async () => {
    const body = { scale: 5, score: 1 };
    await problem(await send(body, {}), 401);
    await problem(await send(body, { authorization: 'Bearer rdr_wrong' }), 401);
    const auditor = { authorization: `Bearer ${await tokenOf('auditor')}` };
    await problem(await send(body, auditor), 403);
    expect(await receivedItems(database.db)).toEqual([]);
  });

  test('a score outside its scale, a reference that is none and unknown keys are refused', async () => {
    const wrong: [Record<string, unknown>, string][] = [
      [{ scale: 5, score: 6 }, 'score'],
      [{ scale: 5, score: -1 }, 'score'],
      [{ scale: 0, score: 0 }, 'scale'],
      [{ score: 1 }, 'scale'],
      [{ scale: 5, score: 1, caseReference: 'C-0000-0001' }, 'caseReference'],
      [{ scale: 5, score: 1, customer: { email: 'nobody' } }, 'customer.email'],
      [{ scale: 5, score: 1, caseEpoch: 1 }, 'caseEpoch'],
      [{ scale: 5, score: 1, role: 'admin' }, 'body'],
    ];
    for (const [body, field] of wrong)
      expect(Object.keys((await problem(await send(body), 400)).fields ?? {})).toContain(field);
  });
});
