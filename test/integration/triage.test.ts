// Triage over HTTP on a real PostgreSQL: what the rules set aside is seen safely, and let on, turned down or replayed once.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IntakeReceived } from '#shared/events/intake.ts';
import { newId } from '#shared/ids.ts';
import type { Ledger, LedgerCounts } from '#shared/ledger.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const sum = (reasons: Record<string, number>) => Object.values(reasons).reduce((a, b) => a + b, 0);
const accounted = ({ cases, joined, suppressed, quarantined, pending }: LedgerCounts) =>
  cases + joined + sum(suppressed) + sum(quarantined) + pending;

async function ledger(): Promise<Ledger> {
  const { status, body } = await rig.api('sara').get('/api/v1/ledger');
  expect(status).toBe(200);
  const found = body as unknown as Ledger;
  for (const counts of [found.total, ...Object.values(found.connectors)])
    expect(accounted(counts)).toBe(counts.received);
  return found;
}

/** The event that a release published, as the classifier gets it. */
async function releasedEvent(itemId: string): Promise<IntakeReceived | undefined> {
  const [row] = await rig.query<{ payload: IntakeReceived }>(
    `select e.payload from bus.events e where e.topic = 'intake.received.v1' and e.payload ->> 'itemId' = $1
       and e.payload -> 'released' is not null`,
    [itemId],
  );
  return row?.payload;
}

const quarantined = async () => {
  const event = await rig.item({
    quarantine: 'too_large',
    sender: { name: 'Ann', email: 'ann@customer.test' },
  });
  await rig.consume(event);
  return { event, ...event.payload.item };
};
const path = (itemId: string, act = '') => `/api/v1/triage/items/${itemId}${act}`;

test('R03 R10 a released item becomes a case with its acknowledgement, once, and the ledger adds up throughout', async () => {
  const before = await ledger();
  const { event, itemId, reference } = await quarantined();
  expect((await ledger()).total.quarantined.too_large).toBe(1);
  const reason = { reason: 'a long complaint, no attack' };
  const [one, other] = await Promise.all(
    ['sara', 'dora'].map((who) => rig.api(who).post(path(itemId, '/release'), reason)),
  );
  expect([one?.status, other?.status].sort()).toEqual([202, 409]);
  expect((await ledger()).total.quarantined.too_large).toBe(1);
  expect((await rig.api('sara').post(path(itemId, '/reject'), reason)).status).toBe(409);
  // The first event, repeated by the bus, changes nothing: only what was let on goes on.
  await rig.consume(event);
  const released = (await releasedEvent(itemId)) as IntakeReceived;
  const opened = await rig.deliver(released);
  await rig.deliver(released);
  expect(opened).toMatchObject({
    reference,
    status: 'new',
    acknowledgement: { state: 'requested' },
  });
  const after = await ledger();
  expect(after.total.cases).toBe(before.total.cases + 1);
  expect(after.total.quarantined.too_large ?? 0).toBe(0);
  const { body } = await rig.api('audrey').get(path(itemId));
  expect(body).toMatchObject({
    outcome: 'case',
    caseReference: reference,
    mayRelease: false,
    decisions: [{ decision: 'released', was: 'too_large', reason: reason.reason }],
  });
  const [entry] = await rig.query<{ data: unknown }>(
    `select data from cases.case_timeline where case_id = $1 and type = 'case.opened'`,
    [opened.caseId],
  );
  expect(entry?.data).toMatchObject({ released: { was: 'too_large', reason: reason.reason } });
  const tasks = await rig.query(
    `select state from cases.tasks where item_id = $1 and kind = 'quarantined_item'`,
    [itemId],
  );
  expect(tasks).toEqual([{ state: 'done' }]);
});

test('an item with two senders is released to the one that a person names', async () => {
  const event = await rig.item({
    quarantine: 'ambiguous_sender',
    sender: { name: 'a@x.test, b@x.test' },
  });
  await rig.consume(event);
  const { itemId } = event.payload.item;
  const asked = { reason: 'b wrote it', senderEmail: 'b@x.test' };
  expect((await rig.api('sara').post(path(itemId, '/release'), asked)).status).toBe(202);
  const opened = await rig.deliver((await releasedEvent(itemId)) as IntakeReceived);
  expect(opened).toMatchObject({
    customer: { email: 'b@x.test' },
    acknowledgement: { state: 'requested' },
  });
});

test('a rejected item counts as suppressed by a person, and may still be released', async () => {
  const { itemId } = await quarantined();
  const reason = { reason: 'advertising' };
  expect((await rig.api('sam').post(path(itemId, '/reject'), reason)).status).toBe(200);
  expect((await ledger()).total.suppressed.rejected_by_person).toBe(1);
  expect((await rig.api('sam').post(path(itemId, '/reject'), reason)).status).toBe(409);
  const { body } = await rig
    .api('sara')
    .post(path(itemId, '/release'), { reason: 'not advertising' });
  expect(body).toMatchObject({
    decisions: [
      { decision: 'rejected', by: 'staff:sam' },
      { decision: 'released', by: 'staff:sara' },
    ],
  });
  await rig.deliver((await releasedEvent(itemId)) as IntakeReceived);
  expect((await ledger()).total.suppressed.rejected_by_person ?? 0).toBe(0);
});

test('what a machine sent is acknowledged by hand when a person lets it on, so that no loop begins', async () => {
  const event = await rig.item({ mail: { robotSigns: ['auto_replied'] } });
  await rig.consume(event);
  const { itemId } = event.payload.item;
  const listed = await rig.api('sara').get('/api/v1/triage?kind=suppressed&reason=auto_reply');
  expect(listed.body).toMatchObject({ items: [{ id: itemId, kind: 'suppressed' }] });
  await rig.api('sara').post(path(itemId, '/release'), { reason: 'she writes through a robot' });
  const opened = await rig.deliver((await releasedEvent(itemId)) as IntakeReceived);
  expect(opened).toMatchObject({ relayed: true, acknowledgement: { state: 'by_hand' } });
});

test('R72 S9 supervisors and above decide, auditors only look, the frontline does neither; who looked is on record', async () => {
  const { itemId } = await quarantined();
  for (const [who, read, act] of [
    ['fred', 403, 403],
    ['audrey', 200, 403],
    ['adam', 200, 202],
  ] as const) {
    expect([who, (await rig.api(who).get(path(itemId))).status]).toEqual([who, read]);
    const answer = await rig.api(who).post(path(itemId, '/release'), { reason: 'because' });
    expect([who, answer.status]).toEqual([who, act]);
  }
  expect((await rig.api('sara').get(path(newId()))).status).toBe(404);
  expect((await rig.api('sara').post(path(itemId, '/release'), { reason: ' ' })).status).toBe(400);
  const reads = await rig.query('select staff_id from cases.reads where case_id = $1 order by 1', [
    itemId,
  ]);
  expect(reads).toMatchObject([{ staff_id: 'adam' }, { staff_id: 'audrey' }]);
});

const park = (offset: number, deadAt: string) =>
  rig.query(
    `insert into bus.parked (grp, topic, part, off, key, event_id, trace, payload, created_at, tries, due, error, dead_at)
     values ('classifier', 'intake.received.v1', 1, $1, 'k', $2, 't', $3, now(), 5, now(), 'boom <b>', $4)`,
    [offset, newId(), Buffer.from('{"text":"\u202ehello"}'), deadAt],
  );

test('a dead letter is replayed once, by a person with a reason, on record', async () => {
  await park(7, '2026-11-23T09:00:00Z');
  const listed = await rig.api('sara').get('/api/v1/triage?kind=dead_letter');
  const id = 'classifier~intake.received.v1~1~7';
  expect(listed.body).toMatchObject({ items: [{ id, tries: 5, reason: 'boom <b>' }] });
  const letter = `/api/v1/triage/dead-letters/${id}`;
  expect((await rig.api('sara').get(letter)).body).toMatchObject({
    payload: '{"text":"\ufffdhello"}',
  });
  const replay = () => rig.api('sara').post(`${letter}/replay`, { reason: 'mended' });
  const answers = await Promise.all([replay(), replay()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  const rows = await rig.query(
    'select decision, by_staff from cases.triage_decisions where letter_id is not null',
  );
  expect(rows).toEqual([{ decision: 'replayed', by_staff: 'staff:sara' }]);
  expect((await rig.query('select dead_at, tries from bus.parked'))[0]).toEqual({
    dead_at: null,
    tries: 0,
  });
  expect(
    (await rig.api('sara').post(`/api/v1/triage/dead-letters/a~b~1~2/replay`, { reason: 'mended' }))
      .status,
  ).toBe(404);
});

test('R15 what the classifier could not decide is listed with its suggestions until somebody decides', async () => {
  const suggestions = [{ category: 'billing', probability: 0.4 }];
  const opened = await rig.say({}, { decided: false, category: 'unknown', suggestions });
  const undecided = async () =>
    (await rig.api('sara').get('/api/v1/triage?kind=undecided')).body.items as unknown[];
  expect(await undecided()).toMatchObject([
    { id: opened.reference, suggestions, sender: { email: 'ann@customer.test' } },
  ]);
  const correct = { category: 'billing', reason: 'an invoice' };
  expect((await rig.api('fred').command(opened.reference, 'correct', correct)).status).toBe(200);
  expect(await undecided()).toEqual([]);
});

test('the list pages over all kinds without losing or repeating a line, and counts them', async () => {
  for (let n = 0; n < 5; n++) {
    await quarantined();
    await rig.consume(await rig.item({ mail: { robotSigns: ['out_of_office'] } }));
    await rig.say({}, { decided: false, category: 'unknown' });
    await park(100 + n, rig.clock.now().toISOString());
  }
  const kinds = 'kind=undecided&kind=quarantined&kind=dead_letter&kind=suppressed';
  const all = (await rig.api('sara').get(`/api/v1/triage?${kinds}&count=true&limit=200`)).body;
  const ids = (body: Record<string, unknown>) =>
    (body.items as { id: string }[]).map(({ id }) => id);
  const paged: string[] = [];
  let next: unknown = '';
  do {
    const cursor = next ? `&cursor=${next}` : '';
    const { status, body } = await rig.api('sara').get(`/api/v1/triage?${kinds}&limit=3${cursor}`);
    expect(status).toBe(200);
    paged.push(...ids(body));
    ({ next } = body);
  } while (next);
  expect(paged).toEqual(ids(all));
  expect(paged.length).toBeGreaterThanOrEqual(20);
  const counts = all.counts as Record<string, number>;
  expect(sum(counts)).toBe(paged.length);
});
