// What administrators ask the cases for: moving open cases on purpose, a calendar's year, who read what (R20, R32, R72).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPolicy } from '#shared/policy/policy.ts';
import { applyConfigured } from '../../services/cases/policy/publish.ts';
import { moveCases } from '../../services/cases/policy/versions.ts';
import { putReads } from '../../services/cases/record/record-store.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
  await rig.database.db.transaction((tx) =>
    applyConfigured(tx, { own: {}, policy: loadPolicy(), now: rig.clock.now() }),
  );
});
afterAll(() => rig.close());

describe('policy', () => {
  test('R32 open cases are moved to a version on purpose, some at a time, by whom the command is open to', async () => {
    for (const _ of Array.from({ length: 3 })) await rig.say();
    const yaml = 'acknowledgement: { withinHours: 5 }';
    await rig.api('adam').post('/api/v1/policy/versions', { yaml, note: 'faster' });
    const path = '/api/v1/policy/versions/2/cases';
    expect((await rig.api('fred').post(path, { reason: 'all alike' })).status).toBe(403);
    // What cannot be moved is not met again by whoever goes on after it: nothing is moved here, and all are seen once.
    const look = { to: 2, reason: 'x', staffId: rig.staff.sara ?? '', dryRun: true, most: 2 };
    const seen = await moveCases(rig.shell, look);
    expect(seen).toMatchObject({ moved: 2, more: true });
    expect(await moveCases(rig.shell, { ...look, after: seen.next })).toMatchObject({
      moved: 1,
      more: false,
    });
    const first = await rig.api('sara').post(path, { reason: 'all alike', most: 2 });
    expect(first).toMatchObject({
      status: 200,
      body: { to: 2, moved: 2, refused: [], more: true },
    });
    const second = await rig.api('sara').post(path, { reason: 'all alike', most: 2 });
    expect(second.body).toMatchObject({ moved: 1, more: false });
    const again = await rig.api('sara').post(path, { reason: 'all alike' });
    expect(again.body).toMatchObject({ moved: 0, more: false });
    expect(
      (await rig.api('sara').post('/api/v1/policy/versions/99/cases', { reason: 'x' })).status,
    ).toBe(404);
  });

  test('R20 a calendar shows the days of a year on which it is not as its weekdays say', async () => {
    const { calendars, defaultCalendar, timeZone } = loadPolicy();
    const calendar = { ...calendars[defaultCalendar], holidays: { country: 'DE', state: 'BY' } };
    const asked = { calendar, timeZone, year: 2026 };
    const { status, body } = await rig.api('fred').post('/api/v1/policy/calendar-days', asked);
    expect(status).toBe(200);
    expect(body.days).toContainEqual(
      expect.objectContaining({ date: '2026-01-06', why: 'holiday', hours: [] }),
    );
    const wrong = { ...asked, calendar: { ...calendar, holidays: { country: 'XX' } } };
    expect(await rig.api('fred').post('/api/v1/policy/calendar-days', wrong)).toMatchObject({
      status: 400,
    });
  });
});

describe('reads', () => {
  const at = (text: string) => new Date(`2026-11-2${text}:00Z`);
  const id = (digit: number) => `0190a2b4-7c1e-7a10-8f00-00000000000${digit}`;

  test('R72 who read what is listed over all cases, page by page, each line once', async () => {
    const { fred = '', sara = '' } = rig.staff as Record<string, string>;
    const readings = [0, 1, 2, 3, 4].flatMap((digit) => [
      { staffId: fred, caseId: id(digit), part: 'case', at: at('0T10:05') },
      { staffId: sara, caseId: id(digit), part: 'timeline', at: at(`1T1${digit}:00`) },
    ]);
    await putReads(rig.database.db.query, readings);
    const seen: string[] = [];
    let next = '';
    do {
      const query = `?until=2026-11-22T00:00:00Z&limit=3${next && `&cursor=${next}`}`;
      const { status, body } = await rig.api('audrey').get(`/api/v1/reads${query}`);
      expect(status).toBe(200);
      const reads = body.reads as { staffId: string; part: string; firstAt: string }[];
      seen.push(...reads.map((line) => `${line.staffId} ${line.part} ${line.firstAt}`));
      next = String(body.next ?? '');
    } while (next);
    expect(seen).toHaveLength(10);
    const byFred = await rig
      .api('adam')
      .get(`/api/v1/reads?staff=${fred}&until=2026-11-22T00:00:00Z`);
    expect(byFred.body.reads).toHaveLength(5);
    const window = '?from=2026-11-21T12:00:00Z&until=2026-11-21T14:00:00Z';
    expect((await rig.api('adam').get(`/api/v1/reads${window}`)).body.reads).toHaveLength(2);
    expect((await rig.api('adam').get('/api/v1/reads?reference=C-0000-0000')).status).toBe(404);
  });

  test('R72 the list is for those who watch', async () => {
    for (const name of ['fred', 'sara', 'dora', 'max'])
      expect([name, (await rig.api(name).get('/api/v1/reads')).status]).toEqual([name, 403]);
  });
});
