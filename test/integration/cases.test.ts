// Cases on a real PostgreSQL: the way in. What becomes of each item, and what it starts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

const outcomeOf = async (itemId: string) => {
  const [row] = await rig.database.db.query(
    'select outcome, reason, owner, case_reference from cases.published_outcomes where item_id = $1',
    [itemId],
  );
  return row;
};
const published = (topic: string, key: string) =>
  rig.database.db.query<{ payload: Record<string, never> }>(
    'select payload from bus.events where topic = $1 and key = $2 order by off',
    [topic, key],
  );

test('R03 R10 an e-mail opens a case, with its one acknowledgement asked for at once', async () => {
  const event = await rig.item();
  await rig.consume(event);
  const current = await rig.caseOf(event.payload.item.reference);
  expect(current).toMatchObject({
    status: 'new',
    kind: 'complaint',
    category: 'delivery',
    severity: 'moderate',
    epoch: 1,
    acknowledgement: { state: 'requested', messageKey: 'acknowledgement' },
  });
  expect(await outcomeOf(event.payload.item.itemId)).toEqual({
    outcome: 'case',
    reason: null,
    owner: null,
    case_reference: current.reference,
  });
  const messages = await published('message.requested.v1', current.caseId);
  expect(messages).toHaveLength(1);
  expect(messages[0]?.payload).toMatchObject({
    purpose: 'acknowledgement',
    via: 'email',
    locale: 'en',
    recipient: { email: 'ann@customer.test', party: 'customer' },
    values: {
      reference: current.reference,
      acknowledgeBy: '2026-11-24T10:00:00.000Z',
      respondBy: '2026-11-26T10:00:00.000Z',
      statusUrl: expect.stringContaining(`/status/${current.reference}?token=`),
    },
  });
  expect(JSON.stringify(messages[0]?.payload)).not.toContain('parcel');
});

test('R10 repeated events change nothing: one case, one acknowledgement', async () => {
  const event = await rig.item();
  await rig.consume(event, event);
  await rig.consume(event);
  const current = await rig.caseOf(event.payload.item.reference);
  expect(current.version).toBe(2);
  expect(await published('message.requested.v1', current.caseId)).toHaveLength(1);
});
