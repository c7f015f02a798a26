// What the notifier keeps of an erased case (R71): emptied when it hears of it, and later what was on its way then.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookAgain } from '../../services/notifier/erasing/erasing.ts';
import { event } from '../../shared/bus.ts';
import { createHandClock } from '../../shared/clock.ts';
import { type CaseErased, caseErasedTopic } from '../../shared/events/case.ts';
import { newId, newTrace } from '../../shared/ids.ts';
import { startNotifier, type TestNotifier, want, wantedMessage } from '../harness/notifier.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { eventually } from '../harness/product.ts';

let database: TestDatabase;
let notifier: TestNotifier;
const clock = createHandClock(new Date('2026-11-23T10:00:00.000Z'));
beforeAll(async () => {
  database = await createTestDatabase();
  notifier = await startNotifier({ db: database.db, clock });
});
afterAll(async () => {
  await notifier.stop();
  await database.drop();
});

const MARK = 'zqxmarker';
const marked = (over: Parameters<typeof wantedMessage>[0] = {}) => {
  const { values, ...rest } = wantedMessage(over);
  const recipient = { ...rest.recipient, email: `${newId()}@${MARK}.test`, name: MARK };
  return { ...rest, recipient, values: { ...values, text: MARK, subject: MARK } };
};
const stateOf = async (messageId: string) =>
  (
    await database.db.query<{ state: string; said: boolean; caught: boolean }>(
      `select m.state, m::text like '%${MARK}%' as said, c.message_id is not null as caught
       from notifier.messages m left join notifier.caught_mail c using (message_id) where m.message_id = $1`,
      [messageId],
    )
  )[0];
const isIn = (messageId: string, state: string) =>
  eventually(`a message ${state}`, async () => (await stateOf(messageId))?.state === state);

async function tellErased(caseId: string, staffMails: string[] = []): Promise<void> {
  const erased: CaseErased = {
    ...{ caseId, reference: 'C-7K3M-9QXD', at: clock.now().toISOString(), staffMails },
  };
  const news = event(caseErasedTopic, erased, { cause: newId(), trace: newTrace() });
  await database.db.transaction(async (tx) => tx.publish(news));
  await eventually('the news at the notifier', async () => {
    const rows = await database.db.query(
      'select 1 from notifier.erased_cases where case_id = $1 and erased_at = $2',
      [caseId, erased.at],
    );
    return rows.length > 0;
  });
}

test('R71 messages of an erased case lose every word and address, what was caught of them is gone; others stay', async () => {
  const sent = marked({ purpose: 'update', author: 'staff:fred' });
  const other = marked({ purpose: 'update', author: 'staff:fred' });
  const digest = marked({ purpose: 'staff-notice', caseId: undefined });
  const toStaff = { ...digest, recipient: { ...digest.recipient, party: 'staff' as const } };
  await want(database.db, sent, other, toStaff);
  for (const { messageId } of [sent, other, toStaff]) await isIn(messageId, 'sent');
  expect(await stateOf(sent.messageId)).toEqual({ state: 'sent', said: true, caught: true });
  await tellErased(sent.caseId ?? '', [toStaff.messageId]);
  for (const { messageId } of [sent, toStaff])
    expect(await stateOf(messageId)).toEqual({ state: 'sent', said: false, caught: false });
  expect(await stateOf(other.messageId)).toEqual({ state: 'sent', said: true, caught: true });
});

test('R71 what was asked for before the erasure and came after it is emptied too; what was asked for later is not', async () => {
  const before = marked({ purpose: 'update', author: 'staff:fred' });
  const caseId = before.caseId ?? '';
  await tellErased(caseId);
  clock.advanceMs(1000);
  const requestedAt = clock.now().toISOString();
  const later = { ...marked({ purpose: 'update', author: 'staff:fred', caseId }), requestedAt };
  await want(database.db, before, later);
  for (const { messageId } of [before, later]) await isIn(messageId, 'sent');
  clock.advanceMs(61_000);
  while (await lookAgain({ db: database.db, clock }));
  await eventually('the second look', async () => !(await stateOf(before.messageId))?.said);
  expect(await stateOf(later.messageId)).toEqual({ state: 'sent', said: true, caught: true });
});

test('R71 it looks again until the log has forgotten the case, then never; a message in hand is emptied once it is over', async () => {
  const message = marked({ purpose: 'update', author: 'staff:fred' });
  await want(database.db, message);
  await isIn(message.messageId, 'sent');
  const set = (state: string) =>
    database.db.query('update notifier.messages set state = $2 where message_id = $1', [
      message.messageId,
      state,
    ]);
  await set('sending');
  await tellErased(message.caseId ?? '');
  expect((await stateOf(message.messageId))?.said).toBe(true);
  await set('in_doubt');
  const pending = () =>
    database.db.query('select 1 from notifier.erased_cases where look_at is not null');
  for (let looks = 0; looks < 20 && (await pending()).length > 0; looks++) {
    clock.advanceMs(24 * 3_600_000);
    await lookAgain({ db: database.db, clock });
  }
  expect(await pending()).toEqual([]);
  // Nobody can send it again: it would be empty.
  expect(await stateOf(message.messageId)).toEqual({
    state: 'suppressed',
    said: false,
    caught: false,
  });
});
