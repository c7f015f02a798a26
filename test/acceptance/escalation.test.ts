// The escalation matrix over three simulated days, with restarts in between: the product in this process, its clock in the
// hand of the test, on a real PostgreSQL and a real mail server.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig } from '../../services/config.ts';
import { createRedress, type Redress } from '../../services/redress.ts';
import { createHandClock } from '../../shared/clock.ts';
import { createApiToken, findStaff } from '../../shared/people.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';
import { eventually } from '../harness/product.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import { createStaffApi, type StaffApi } from '../harness/staff-api.ts';
import { writeConfig } from '../harness/topology.ts';

const HOUR_MS = 3_600_000;
const users = [
  { email: 'fay@redress.test', name: 'Fay Front', role: 'frontline' },
  { email: 'sam@redress.test', name: 'Sam Super', role: 'supervisor' },
  { email: 'max@redress.test', name: 'Max Manager', role: 'department_manager' },
  { email: 'sue@redress.test', name: 'Sue Senior', role: 'senior_management' },
];

type Entry = { type: string; data: { level?: number; epoch?: number; role?: string } };

describe('the escalation matrix by a hand-moved clock', () => {
  const clock = createHandClock(new Date('2026-11-23T09:00:00Z'));
  let database: TestDatabase;
  let sink: SmtpSink;
  let redress: Redress;
  let api: StaffApi;
  let reference = '';
  let token = '';

  const start = async (): Promise<void> => {
    const environment = {
      DATABASE_URL: database.url,
      SECRET_KEY: 'an acceptance test needs a key of 32 characters',
      PORT: '0',
      SMTP_INLET_PORT: '0',
      SMTP_URL: sink.url,
      // Staff hear of each level at once here: gathering is shown in test/integration/cases-notices.test.ts.
      REDRESS_CONFIG: writeConfig({ users, policy: { tasks: { digestMinutes: 0 } } }),
    };
    redress = createRedress(parseConfig(environment), { log: testLog, clock });
    await redress.start();
    api = createStaffApi(redress.url(), token);
  };

  const escalations = async (): Promise<string[]> => {
    const { body } = await api.get(`/api/v1/cases/${reference}`);
    return (body.timeline as Entry[])
      .filter(({ type }) => type === 'case.escalated')
      .map(({ data }) => `L${data.level} epoch ${data.epoch} ${data.role}`);
  };

  const noticesTo = (address: string): string[] =>
    sink.mails
      .filter(({ to }) => to === address)
      .map(({ raw }) => /^Subject: (.*)$/m.exec(raw)?.[1] ?? '');

  beforeAll(async () => {
    database = await createTestDatabase();
    sink = await startSmtpSink();
    await start();
    const supervisor = await findStaff(database.db.query, 'sue@redress.test');
    ({ token } = await database.db.transaction((tx) =>
      createApiToken(tx, supervisor?.staffId ?? '', 'test'),
    ));
    api = createStaffApi(redress.url(), token);
    const answer = await fetch(`${redress.url()}/api/v1/complaints`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        email: 'ada@customer.test',
        message: 'You charged my card twice and I lost 400 EUR. Please pay it back at once.',
      }),
    });
    ({ reference } = (await answer.json()) as { reference: string });
    await eventually(
      'the case',
      async () => (await api.get(`/api/v1/cases/${reference}`)).status === 200,
    );
    await eventually('the acknowledgement', () => noticesTo('ada@customer.test').length === 1);
  });

  afterAll(async () => {
    await redress?.stop();
    await sink?.stop();
    await database?.drop();
  });

  test('R30 nothing escalates before its time', async () => {
    clock.advanceMs(24 * HOUR_MS - 60_000);
    await redress.stop();
    await start();
    expect(await escalations()).toEqual([]);
  });

  test('R30 R22 at 24, 48 and 72 hours it goes up once, to the right role, and the customer is told, over restarts', async () => {
    const expected: string[] = [];
    const steps = [
      { hours: 24, line: 'L1 epoch 1 supervisor', address: 'sam@redress.test' },
      { hours: 48, line: 'L2 epoch 1 department_manager', address: 'max@redress.test' },
      { hours: 72, line: 'L3 epoch 1 senior_management', address: 'sue@redress.test' },
    ];
    for (const { hours, line, address } of steps) {
      clock.set(new Date(new Date('2026-11-23T09:01:00Z').getTime() + hours * HOUR_MS));
      const before = noticesTo(address).length;
      const told = noticesTo('ada@customer.test').length;
      await redress.stop();
      await start();
      expected.push(line);
      await eventually(line, async () => (await escalations()).length >= expected.length);
      await eventually(`the notice to ${address}`, () => noticesTo(address).length > before);
      await eventually(
        'the notice to the customer',
        () => noticesTo('ada@customer.test').length > told,
      );
      expect(await escalations()).toEqual(expected);
    }
    await redress.stop();
    await start();
    clock.advanceMs(30 * HOUR_MS);
    expect(await escalations()).toEqual(expected);
  });

  test('R25 R30 a dissatisfied customer reopens it one level up, and the new epoch has a matrix of its own', async () => {
    const { body } = await api.get(`/api/v1/cases/${reference}`);
    if (body.status !== 'resolved') {
      await api.command(reference, 'take-over');
      await api.command(reference, 'root-cause', { cause: 'wrong_data', text: 'Charged twice.' });
      const resolution = {
        outcome: 'upheld',
        summary: 'We pay the amount back.',
        whyNoAction: 'found and mended by the bank',
      };
      expect((await api.command(reference, 'resolve', resolution)).status).toBe(200);
    }
    const followUp = await api.command(reference, 'follow-up', {
      satisfied: false,
      comment: 'No money came.',
    });
    expect(followUp.status).toBe(200);
    const { body: reopened } = await api.get(`/api/v1/cases/${reference}`);
    expect(reopened).toMatchObject({ epoch: 2 });
    clock.advanceMs(73 * HOUR_MS);
    const ofEpoch2 = async () => (await escalations()).filter((line) => line.includes('epoch 2'));
    await eventually('the matrix of epoch 2', async () =>
      (await ofEpoch2()).some((line) => line.startsWith('L3')),
    );
    const lines = await ofEpoch2();
    expect(new Set(lines).size).toBe(lines.length);
    expect((await escalations()).filter((line) => line.includes('epoch 1'))).toHaveLength(3);
  });
});
