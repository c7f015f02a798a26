// A rig for the tests of cases: a real database, the real consumers, a hand-moved clock. What a classifier would say is
// given by the test.
import { createHash } from 'node:crypto';
import type { Delivered } from '#shared/bus.ts';
import { createHandClock, type HandClock } from '#shared/clock.ts';
import {
  type Classification,
  type IntakeClassified,
  type IntakeReceived,
  intakeClassifiedTopic,
} from '#shared/events/intake.ts';
import { type MessageReported, messageReportedTopic } from '#shared/events/message.ts';
import { newId, newTrace } from '#shared/ids.ts';
import { acceptItem } from '#shared/intake.ts';
import { ownMessageId } from '#shared/message-id.ts';
import { putStaff, type Role } from '#shared/people.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { createSigner, Secret } from '#shared/secret.ts';
import { createShell } from '../../services/cases/cases.ts';
import { intakeConsumer } from '../../services/cases/consume-intake.ts';
import { reportConsumer } from '../../services/cases/consume-reports.ts';
import { fireDue } from '../../services/cases/deadline-clock.ts';
import type { Case } from '../../services/cases/domain/case.ts';
import { sendNotices } from '../../services/cases/notices/notice-clock.ts';
import { messageIdOf, type Shell } from '../../services/cases/work.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';

const START = new Date('2026-11-23T10:00:00.000Z');
const HOUR_MS = 3_600_000;

export type Said = Partial<Omit<IntakeReceived, 'mail'>> & {
  mail?: Partial<NonNullable<IntakeReceived['mail']>>;
};

export type CasesRig = {
  database: TestDatabase;
  shell: Shell;
  clock: HandClock;
  staff: Record<string, string>;
  /** Takes an item in by the one way in, as it would come classified. */
  item(said?: Said, classified?: Partial<Classification>): Promise<Delivered<IntakeClassified>>;
  consume(...events: Delivered<IntakeClassified>[]): Promise<void>;
  /** An item that was accepted otherwise, as it comes classified; gives its case. */
  deliver(received: IntakeReceived, classified?: Partial<Classification>): Promise<Case>;
  /** Item and consumption in one; gives the case it opened or joined. */
  say(said?: Said, classified?: Partial<Classification>): Promise<Case>;
  report(current: Case, key: string, status: MessageReported['status']): Promise<void>;
  caseOf(reference: string): Promise<Case>;
  /** Moves the clock and fires what is due. */
  pass(hours: number): Promise<void>;
  ownMessageId(current: Case, key: string): string;
  close(): Promise<void>;
};

const people: [string, Role, string[]][] = [
  ['fred', 'frontline', []],
  ['fiona', 'frontline', ['x']],
  ['sara', 'supervisor', []],
  ['sam', 'supervisor', []],
  ['dora', 'department_manager', []],
  ['max', 'senior_management', []],
  ['adam', 'admin', []],
  ['audrey', 'auditor', []],
];

const plainClassification: Classification = {
  kind: 'complaint',
  category: 'delivery',
  severity: 'moderate',
  language: 'en',
  agitated: false,
  threat: false,
  decided: true,
  evidence: [],
  classifierVersion: 'test',
  policyVersion: 'test',
};

/** Makes the rig over a fresh database. */
export async function createCasesRig(): Promise<CasesRig> {
  const database = await createTestDatabase();
  const { db } = database;
  const clock = createHandClock(START);
  const signer = createSigner(new Secret('a secret of the tests, long enough'));
  const policy = loadPolicy();
  const publicUrl = 'http://redress.test';
  const shell = createShell({}, { db, clock, signer, policy, publicUrl, log: testLog });
  const staff: Record<string, string> = {};
  await db.transaction(async (tx) => {
    for (const [name, role, responderFor] of people)
      staff[name] = await putStaff(tx, {
        staffId: name,
        name,
        email: `${name}@staff.test`,
        role,
        responderFor,
      });
  });
  let offset = 0;
  const delivered = <E>(topic: string, key: string, payload: E, trace: string): Delivered<E> => {
    offset++;
    const id = newId();
    return { id, topic, partition: 0, offset, key, trace, at: clock.now(), payload };
  };
  const classifiedEvent = (
    received: IntakeReceived,
    classified: Partial<Classification>,
    trace = newTrace(),
  ): Delivered<IntakeClassified> => {
    const classification = { ...plainClassification, ...classified };
    const payload = { item: received, classification };
    return delivered(
      intakeClassifiedTopic.name,
      intakeClassifiedTopic.keyOf(payload),
      payload,
      trace,
    );
  };
  const item: CasesRig['item'] = async (said = {}, classified = {}) => {
    const { mail, ...rest } = said;
    const trace = newTrace();
    const channel = rest.channel ?? 'email';
    const received = {
      channel,
      connector: 'test',
      receivedAt: clock.now().toISOString(),
      sender: { name: 'Ann Customer', email: 'ann@customer.test' },
      subject: 'My parcel is late',
      text: 'It should have arrived last week.',
      textCut: false,
      ...(channel === 'email' || mail
        ? {
            mail: {
              messageId: `${newId()}@customer.test`,
              repliesTo: [],
              recipients: ['care@redress.test'],
              robotSigns: [],
              authentication: 'pass' as const,
              ...mail,
            },
          }
        : {}),
      ...rest,
    };
    const original = Buffer.from(JSON.stringify(received));
    const dedupKey = createHash('sha256').update(newId()).digest('hex');
    await db.transaction((tx) =>
      acceptItem(tx, { dedupKey, trace, original, attachments: [], received }),
    );
    const [row] = await db.query<{ received: IntakeReceived }>(
      'select received from intake.items where dedup_key = $1',
      [dedupKey],
    );
    return classifiedEvent(row?.received as IntakeReceived, classified, trace);
  };
  const consume: CasesRig['consume'] = (...events) =>
    db.transaction((tx) => intakeConsumer(shell).handle(events, tx), { asyncCommit: true });
  const caseOf = async (reference: string): Promise<Case> => {
    const [row] = await db.query<{ state: Case }>(
      `select c.state from cases.cases c join cases.case_references r using (case_id) where r.reference = $1`,
      [reference],
    );
    if (!row) throw new Error(`no case ${reference}`);
    return row.state;
  };
  return {
    database,
    shell,
    clock,
    staff,
    item,
    consume,
    deliver: async (received, classified = {}) => {
      await consume(classifiedEvent(received, classified));
      return caseOf(received.reference);
    },
    say: async (said, classified) => {
      const event = await item(said, classified);
      await consume(event);
      return caseOf(event.payload.item.reference);
    },
    report: async (current, key, status) => {
      const { caseId } = current;
      const payload: MessageReported = {
        messageId: messageIdOf(caseId, key),
        caseId,
        purpose: 'acknowledgement',
        via: 'email',
        status,
        at: clock.now().toISOString(),
      };
      const event = delivered(messageReportedTopic.name, caseId, payload, newTrace());
      await db.transaction((tx) => reportConsumer(shell).handle([event], tx));
    },
    caseOf,
    pass: async (hours) => {
      clock.advanceMs(hours * HOUR_MS);
      for (let more = true; more; ) more = (await fireDue(shell)) > 0;
      while ((await sendNotices(shell)) > 0);
    },
    ownMessageId: (current, key) =>
      ownMessageId(signer, messageIdOf(current.caseId, key), 'redress.test'),
    close: () => database.drop(),
  };
}
