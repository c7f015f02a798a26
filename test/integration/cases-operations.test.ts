// What the machinery tells cases, on a real PostgreSQL: dead letters and connectors that are down become tasks.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeadLettered, deadLetteredTopic } from '#shared/events/operations.ts';
import { newId, newTrace } from '#shared/ids.ts';
import { deadLetterConsumer, healthConsumer } from '../../services/cases/consume-reports.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

test('R03 a dead letter quarantines its item with an owner until it comes through', async () => {
  const event = await rig.item();
  const { itemId, reference } = event.payload.item;
  const letter: DeadLettered = {
    topic: 'intake.received.v1',
    group: 'classifier',
    offset: 1,
    eventId: newId(),
    reason: 'boom',
    tries: 5,
    itemId,
    at: rig.clock.now().toISOString(),
  };
  const { db } = rig.database;
  const delivered = <E>(payload: E) => ({
    ...event,
    id: newId(),
    topic: deadLetteredTopic.name,
    payload,
  });
  for (let repeat = 0; repeat < 2; repeat++)
    await db.transaction((tx) => deadLetterConsumer(rig.shell).handle([delivered(letter)], tx));
  const outcome = async () =>
    (
      await db.query('select outcome, reason from cases.published_outcomes where item_id = $1', [
        itemId,
      ])
    )[0];
  const task = async () =>
    (await db.query('select state from cases.tasks where item_id = $1', [itemId]))[0];
  expect(await outcome()).toEqual({ outcome: 'quarantined', reason: 'dead_letter' });
  expect(await task()).toEqual({ state: 'open' });
  await rig.consume(event);
  expect(await outcome()).toEqual({ outcome: 'case', reason: null });
  expect(await task()).toEqual({ state: 'done' });
  expect((await rig.caseOf(reference)).status).toBe('new');
});

test('a connector that is down is one task, closed by its recovery', async () => {
  const since = rig.clock.now().toISOString();
  const { db } = rig.database;
  // What a server said is cut for the title, between characters.
  const reason = `login was refused ${'😀'.repeat(500)}`;
  const hear = (healthy: boolean) =>
    db.transaction((tx) =>
      healthConsumer(rig.shell).handle(
        [
          {
            id: newId(),
            topic: 'operations.connector_health.v1',
            partition: 0,
            offset: 1,
            key: 'imap:care',
            trace: newTrace(),
            at: rig.clock.now(),
            payload: { connector: 'imap:care', healthy, since, reason },
          },
        ],
        tx,
      ),
    );
  const tasks = () => db.query(`select state from cases.tasks where kind = 'connector_down'`);
  await hear(false);
  await hear(false);
  expect(await tasks()).toEqual([{ state: 'open' }]);
  await hear(true);
  await hear(false);
  expect(await tasks()).toEqual([{ state: 'done' }]);
});
