// The classifier on a real PostgreSQL bus: once per item, in order, never stopped by one.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createClassifier } from '../../services/classifier/classifier.ts';
import { loadKnowledge } from '../../services/classifier/knowledge.ts';
import { createPostgresBus } from '../../shared/bus/postgres.ts';
import { createHandClock } from '../../shared/clock.ts';
import {
  type IntakeClassified,
  type IntakeReceived,
  intakeClassifiedSchema,
  intakeClassifiedTopic,
} from '../../shared/events/intake.ts';
import { derivedId, newTrace } from '../../shared/ids.ts';
import { acceptItem } from '../../shared/intake.ts';
import { type Service, startAll, stopAll } from '../../shared/lifecycle.ts';
import { createMetrics } from '../../shared/metrics.ts';
import { loadPolicy, type Policy } from '../../shared/policy/policy.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';

const policy = loadPolicy();
let database: TestDatabase;
let running: Service[] = [];
let metrics = createMetrics();

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
afterEach(async () => {
  await stop();
  await database.db.query('truncate bus.events, bus.positions, bus.parked, intake.items');
});

async function stop(): Promise<void> {
  await stopAll(running, testLog);
  running = [];
}

async function start(load?: (policy: Policy) => ReturnType<typeof loadKnowledge>): Promise<void> {
  metrics = createMetrics();
  const clock = createHandClock(new Date('2026-11-23T08:00:00Z'));
  const common = { db: database.db, clock, log: testLog, metrics };
  const bus = createPostgresBus(common);
  const classifier = createClassifier({ batchMax: 50 }, { ...common, bus, policy }, load);
  running = [...bus.parts, ...classifier.parts];
  await startAll(running, testLog);
}

async function accept(text: string, more: Partial<IntakeReceived> = {}): Promise<string> {
  const { itemId } = await database.db.transaction((tx) =>
    acceptItem(tx, {
      dedupKey: newTrace(),
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
        ...more,
      },
    }),
  );
  return itemId;
}

type Published = {
  id: string;
  key: string;
  trace: string;
  off: number;
  payload: IntakeClassified;
};

const published = (): Promise<Published[]> =>
  database.db.query<Published>(
    'select event_id as id, key, trace, off, payload from bus.events where topic = $1 order by off',
    [intakeClassifiedTopic.name],
  );

async function whenPublished(count: number): Promise<Published[]> {
  await expect.poll(async () => (await published()).length, { timeout: 60_000 }).toBe(count);
  return published();
}

describe('the classifier on the bus', () => {
  test('R03 R15 each received item is published once with what it is taken for', async () => {
    await start();
    const items = [
      await accept('Die Rechnung wurde doppelt abgebucht.'),
      await accept('Could you tell me your opening hours?'),
      await accept('', { unreadable: 'the mail is encrypted' }),
    ];
    const events = await whenPublished(3);
    const byItem = new Map(events.map(({ payload }) => [payload.item.itemId, payload]));
    for (const { payload } of events)
      expect(intakeClassifiedSchema.parse(payload)).toEqual(payload);
    expect(items.map((id) => byItem.get(id)?.classification)).toMatchObject([
      { kind: 'complaint', category: 'billing', severity: 'major', language: 'de', decided: true },
      { kind: 'inquiry', severity: 'minor', language: 'en' },
      { kind: 'complaint', category: 'unknown', severity: 'moderate', decided: false },
    ]);
    const counted = (await metrics.classified.get()).values;
    expect(counted.reduce((sum, { value }) => sum + value, 0)).toBe(3);
  });

  test('the order of a sender and the trace are kept, and the whole item goes along', async () => {
    await start();
    const sender = { email: 'Mara@Example.org' };
    const sent: string[] = [];
    for (let turn = 0; turn < 30; turn++)
      sent.push(await accept(`The lid is scratched (${turn}).`, { sender }));
    const events = await whenPublished(30);
    expect(events.map(({ payload }) => payload.item.itemId)).toEqual(sent);
    expect(new Set(events.map(({ key }) => key))).toEqual(new Set(['mara@example.org']));
    const items = await database.db.query<{ item_id: string; trace: string; received: unknown }>(
      'select item_id, trace, received from intake.items',
    );
    for (const { payload, trace } of events) {
      const item = items.find(({ item_id }) => item_id === payload.item.itemId);
      expect({ trace, item: payload.item }).toEqual({ trace: item?.trace, item: item?.received });
    }
  });

  test('an item read again after a crash gives an event with the same id', async () => {
    await start();
    await accept('Where is my parcel?');
    const [first] = await whenPublished(1);
    await stop();
    await database.db.query(`update bus.positions set off = 0 where grp = 'classifier'`);
    await start();
    const [, second] = await whenPublished(2);
    expect(second?.id).toBe(first?.id);
    expect(second?.payload).toEqual(first?.payload);
    const [source] = await database.db.query<{ id: string }>(
      `select event_id as id from bus.events where topic = 'intake.received.v1'`,
    );
    expect(first?.id).toBe(derivedId(source?.id ?? '', `${intakeClassifiedTopic.name}/`));
  });

  test('R03 an item that the classifier fails on is a complaint for a person, its neighbours unharmed', async () => {
    await start(async (given) => {
      const knowledge = await loadKnowledge(given);
      return {
        ...knowledge,
        guessLanguage: (text) => {
          if (text.includes('tripwire')) throw new RangeError('a fault in the detector');
          return knowledge.guessLanguage(text);
        },
      };
    });
    await accept('The kettle is broken.');
    await accept('The tripwire is broken and I will kill you.');
    await accept('The kettle is broken.');
    const events = await whenPublished(3);
    const failed = events.filter(({ payload }) => payload.item.text.includes('tripwire'));
    expect(failed.map(({ payload }) => payload.classification)).toMatchObject([
      { kind: 'complaint', category: 'unknown', severity: 'moderate', decided: false },
    ]);
    expect(failed[0]?.payload.classification.evidence.map(({ source }) => source)).toContain(
      'failure',
    );
    const others = events.filter((event) => !failed.includes(event));
    expect(others.map(({ payload }) => payload.classification.category)).toEqual([
      'product',
      'product',
    ]);
    expect(await database.db.query('select 1 from bus.parked')).toEqual([]);
  });

  test('hostile texts go through as they came', async () => {
    await start();
    const texts = [
      'a'.repeat(20_000),
      '{{constructor.constructor("return process")()}} <script>alert(1)</script> #{7*7} <%= 1 %>',
      '\u202e\u200b\ufeff',
      '😀'.repeat(5_000),
      "'); drop table cases; --",
    ];
    for (const text of texts) await accept(text);
    const events = await whenPublished(texts.length);
    expect(new Set(events.map(({ payload }) => payload.item.text))).toEqual(new Set(texts));
    for (const { payload } of events) expect(payload.classification.kind).toBe('complaint');
  });
});
