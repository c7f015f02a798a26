// What customers add on the status and survey pages, with a real PostgreSQL.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../shared/ids.ts';
import { surveyUrl } from '../../shared/status-link.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { type PortalRig, putCase, receivedItems, startPortal } from './portal-rig.ts';
import { actionIn, complain, getPage, keyIn, pathOf } from './portal-visitor.ts';

let database: TestDatabase;
let rig: PortalRig;

beforeAll(async () => {
  database = await createTestDatabase();
  rig = await startPortal(database.db, { bodyBytesMax: 256 * 1024 });
});
afterAll(async () => {
  await rig.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.db.query(
    'truncate intake.items, portal.idempotency_keys, bus.events, cases.cases, cases.intake_outcomes cascade',
  );
});

const get = (path: string, headers: Record<string, string> = {}) => getPage(rig, path, headers);
const itemsOf = async (connector: string) =>
  (await receivedItems(database.db)).filter((item) => item.connector === connector);

describe('what a customer adds', () => {
  test('a reply becomes an item for the case, once, with its files', async () => {
    const { reference, path } = await complain(rig);
    const { html } = await get(path);
    const fields = { message: 'One more thing.', idempotencyKey: keyIn(html) };
    const files = [{ name: 'receipt.pdf', content: 'pdf' }];
    const [first, second] = await Promise.all(
      [1, 2].map(() => rig.postForm(actionIn(html, 'reply'), fields, files)),
    );
    expect([first?.status, second?.status]).toEqual([303, 303]);
    const back = await get(first?.headers.get('location') ?? '');
    expect(back.html).toContain('Your message is with your case');
    const replies = await itemsOf('status-page');
    expect(replies).toHaveLength(1);
    expect(replies[0]).toMatchObject({
      channel: 'form',
      text: 'One more thing.',
      statusReplyTo: reference,
      sender: { email: 'ada@example.org' },
      attachments: [{ name: 'receipt.pdf' }],
    });
  });

  test('a reply to an item that joined a case is for that case', async () => {
    const first = await complain(rig);
    const second = await complain(rig);
    const shown = { caseId: newId(), reference: first.reference, contactEmail: 'new@example.org' };
    await putCase(database.db, shown, [first.reference, second.reference]);
    const { html } = await get(second.path);
    await rig.postForm(actionIn(html, 'reply'), { message: 'Hello' });
    const [reply] = await itemsOf('status-page');
    expect(reply).toMatchObject({
      statusReplyTo: first.reference,
      sender: { email: 'new@example.org' },
    });
  });

  test('an empty reply and one for a foreign case are refused', async () => {
    const { reference, path } = await complain(rig);
    const { html } = await get(path);
    const empty = await rig.postForm(actionIn(html, 'reply'), { message: ' ' });
    expect(empty.status).toBe(400);
    expect(await empty.text()).toContain('id="message-error"');
    const foreign = `/status/${reference}/reply?token=${'x'.repeat(22)}`;
    expect((await rig.postForm(foreign, { message: 'x' })).status).toBe(404);
    const rating = `/status/${reference}/satisfaction?token=${'x'.repeat(22)}`;
    expect((await rig.postForm(rating, { score: '1' })).status).toBe(404);
    expect(await itemsOf('status-page')).toEqual([]);
  });

  test('R25 R28 a resolved case asks for satisfaction, one answer for each epoch', async () => {
    const { reference, path } = await complain(rig);
    const shown = { caseId: newId(), reference, status: 'resolved' };
    expect((await get(path)).html).not.toContain('name="score"');
    await putCase(database.db, shown, [reference]);
    const { html } = await get(path);
    const target = actionIn(html, 'satisfaction');
    const none = await rig.postForm(target, { comment: 'kept words' });
    expect(none.status).toBe(400);
    expect(await none.text()).toContain('kept words');
    const answer = await rig.postForm(target, { score: '2', comment: 'Slow.' });
    expect(answer.status).toBe(303);
    const thanks = await get(answer.headers.get('location') ?? '');
    expect(thanks.html).toContain('Thank you for your answer');
    expect(thanks.html).not.toContain('name="score"');
    const again = await rig.postForm(target, { score: '5', comment: '' });
    expect((await get(again.headers.get('location') ?? '')).html).toContain(
      'already have your answer',
    );
    expect(await itemsOf('status-page')).toMatchObject([
      {
        channel: 'survey',
        text: 'Slow.',
        sender: { email: 'ada@example.org' },
        survey: { scale: 5, score: 2, caseReference: reference },
      },
    ]);
    await putCase(database.db, { ...shown, epoch: 2 }, []);
    await rig.postForm(actionIn((await get(path)).html, 'satisfaction'), { score: '5' });
    expect(await itemsOf('status-page')).toHaveLength(2);
  });

  test('R25 R28 nobody rates a case that is still open, by no link: its one answer is for its outcome', async () => {
    const { reference, path, token } = await complain(rig);
    const shown = { caseId: newId(), reference };
    const target = `/status/${reference}/satisfaction?token=${token}`;
    const survey = pathOf(rig, surveyUrl(rig.url, rig.deps.signer, { reference, epoch: 1 }));
    for (const status of ['new', 'assigned', 'investigating', 'waiting', 'merged']) {
      await putCase(database.db, { ...shown, status }, [reference]);
      expect((await rig.postForm(target, { score: '1' })).status).toBe(404);
      expect((await rig.postForm(survey, { score: '1' })).status).toBe(404);
      expect((await get(survey)).response.status).toBe(404);
    }
    expect(await itemsOf('status-page')).toEqual([]);
    expect(await itemsOf('survey-page')).toEqual([]);
    await putCase(database.db, { ...shown, status: 'resolved' }, [reference]);
    expect((await get(path)).html).toContain('name="score"');
    expect((await rig.postForm(target, { score: '5' })).status).toBe(303);
  });

  test('R28 the survey link opens for its case alone and shares the one answer', async () => {
    const { reference, path } = await complain(rig);
    const shown = { caseId: newId(), reference, status: 'closed' };
    const link = pathOf(rig, surveyUrl(rig.url, rig.deps.signer, { reference, epoch: 1 }));
    expect((await get(link)).response.status).toBe(404);
    await putCase(database.db, shown, [reference]);
    const { html } = await get(`${link}?score=4`);
    expect(html).toMatch(/value="4" required checked/);
    expect(await itemsOf('survey-page')).toEqual([]);
    expect((await rig.postForm(link, {})).status).toBe(400);
    expect((await rig.postForm(link, { score: '4', comment: 'Fine' })).status).toBe(202);
    expect(await (await rig.postForm(link, { score: '1' })).text()).toContain('already');
    expect((await get(link)).html).not.toContain('name="score"');
    expect((await get(path)).html).not.toContain('name="score"');
    expect(await itemsOf('survey-page')).toMatchObject([
      { survey: { scale: 5, score: 4, caseReference: reference }, text: 'Fine' },
    ]);
    const forged = [
      `/survey/${reference}.${rig.deps.signer.sign('status', reference)}`,
      '/survey/x',
    ];
    for (const bad of forged) expect((await get(bad)).response.status).toBe(404);
  });
});
