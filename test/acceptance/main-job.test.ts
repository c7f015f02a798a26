// The main job, end to end on real parts: in one process on the embedded PostgreSQL, and each service in its own process on
// a PostgreSQL and an Apache Kafka of the house.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../shared/clock.ts';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { type KafkaBroker, startKafka } from '../harness/kafka.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { eventually } from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import { startApart, startTogether, type Topology, writeConfig } from '../harness/topology.ts';
import { startXSimulator, type XSimulator } from '../simulators/x.ts';
import {
  acknowledgementTo,
  complainByForm,
  complainByInlet,
  complainByMailbox,
  findCase,
  mailsTo,
  operate,
  replyTo,
  type Stage,
  settledLedger,
  signIn,
  users,
} from './main-job.ts';

const OUR_X_USER = '1001';

type Shape = {
  name: string;
  start(environment: Record<string, string>): Promise<{ product: Topology; end(): Promise<void> }>;
};

const shapes: Shape[] = [
  {
    name: 'in one process, embedded PostgreSQL',
    start: async (environment) => {
      const product = await startTogether({ ...environment, REDRESS_DATA: scratchFolder() });
      return { product, end: async () => {} };
    },
  },
  {
    name: 'each service in its own process, Apache Kafka',
    start: async (environment) => {
      const database: TestDatabase = await createTestDatabase();
      const kafka: KafkaBroker = await startKafka();
      const product = await startApart({
        ...environment,
        DATABASE_URL: database.url,
        SECRET_KEY: 'an acceptance test needs a key of 32 characters',
        KAFKA_BROKERS: kafka.brokers.join(','),
      });
      return {
        product,
        end: async () => {
          await kafka.stop();
          await database.drop();
        },
      };
    },
  },
];

describe.each(shapes)('the main job, $name', ({ start }) => {
  let stage: Stage;
  let sink: SmtpSink;
  let dovecot: Dovecot;
  let x: XSimulator;
  let end: () => Promise<void> = async () => {};

  beforeAll(async () => {
    sink = await startSmtpSink();
    dovecot = await startDovecot({ users: ['care'] });
    x = await startXSimulator({ clock: systemClock });
    x.world.addUser({ id: OUR_X_USER, username: 'ourbrand', name: 'Our Brand' });
    x.world.addUser({
      id: '2002',
      username: 'angry_ann',
      name: 'Ann',
      receivesDirectMessages: true,
    });
    x.world.grant('x-token', OUR_X_USER);
    const config = writeConfig({
      channels: {
        mailboxes: [{ name: 'care', ...dovecot.mailbox('care'), pollSeconds: 1 }],
        x: [
          {
            name: 'ourbrand',
            userId: OUR_X_USER,
            accessToken: 'x-token',
            apiUrl: x.url,
            pollSeconds: 0.2,
          },
        ],
      },
      users,
    });
    const started = await start({
      REDRESS_CONFIG: config,
      SMTP_URL: sink.url,
      INTAKE_RATE_LIMIT: '0',
    });
    end = started.end;
    stage = { product: started.product, sink, dovecot, x, staff: await signIn(started.product) };
  });

  afterAll(async () => {
    const codes = await stage?.product.stop();
    await Promise.all([sink?.stop(), dovecot?.stop(), x?.stop()]);
    await end();
    // SIGTERM drains and ends with 0.
    for (const [name, code] of Object.entries(codes ?? {}))
      expect({ name, code }).toEqual({ name, code: 0 });
  });

  test('R01 R02 R10 R15 a complaint by form becomes a classified case, acknowledged once, and its status link opens', async () => {
    const reference = await complainByForm(stage, 'ada@customer.test');
    expect(reference).toMatch(/^C-/);
    const found = await findCase(stage, reference);
    expect(found).toMatchObject({ reference, kind: 'complaint', status: 'new' });
    expect(found.category).not.toBe('unknown');
    expect(found.severity).not.toBe('minor');
    const acknowledgement = await acknowledgementTo(stage, 'ada@customer.test');
    expect(acknowledgement.reference).toBe(reference);
    const status = await fetch(acknowledgement.statusUrl);
    expect(status.status).toBe(200);
    expect(await status.text()).toContain(reference);
  });

  test('R01 R10 R15 a German mail to the inlet becomes a case and is acknowledged in German with reference and time', async () => {
    await complainByInlet(stage, 'bodo@customer.test');
    const { mail, reference } = await acknowledgementTo(stage, 'bodo@customer.test');
    expect(await findCase(stage, reference)).toMatchObject({
      kind: 'complaint',
      category: 'billing',
      language: 'de',
    });
    expect(mail.text).toMatch(/\d{1,2}\. \S+ \d{4} um \d\d:\d\d/);
    expect(mail.text).not.toContain('Frechheit');
    expect(mail.headers.get('auto-submitted')).toBe('auto-replied');
  });

  test('R01 R10 a mail in a watched Dovecot mailbox becomes a case with its acknowledgement', async () => {
    await complainByMailbox(stage, 'cleo@customer.test');
    const { reference } = await acknowledgementTo(stage, 'cleo@customer.test');
    expect(await findCase(stage, reference)).toMatchObject({ kind: 'complaint', status: 'new' });
  });

  test('R05 a low survey score opens a case', async () => {
    const answer = await stage.staff.frontline.post('/api/v1/surveys/responses', {});
    expect([400, 404]).toContain(answer.status);
    const portal = stage.product.url('portal');
    const headers = {
      'content-type': 'application/json',
      authorization: stage.staff.frontline.authorization,
    };
    const score = (body: unknown) =>
      fetch(`${portal}/api/v1/surveys/responses`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
    const low = await score({
      scale: 5,
      score: 1,
      comment: 'Nobody ever answered my questions.',
      customer: { email: 'dora@customer.test' },
    });
    expect(low.status).toBe(202);
    const { reference } = (await low.json()) as { reference: string };
    expect(await findCase(stage, reference)).toMatchObject({ kind: 'complaint' });
    await acknowledgementTo(stage, 'dora@customer.test');
  });

  test('R10 R45 R46 a mention on X becomes a case; nothing goes out until a designated responder answers, by direct message', async () => {
    x.world.post({
      authorId: '2002',
      text: '@ourbrand your hotline hung up on me twice. Shame!',
      mentions: [OUR_X_USER],
    });
    const reference = await eventually('the case of the mention', async () => {
      const { body } = await stage.staff.responder.get('/api/v1/cases?channel=x');
      return (body.cases as { reference: string }[] | undefined)?.[0]?.reference;
    });
    expect(await findCase(stage, reference)).toMatchObject({ kind: 'complaint', channel: 'x' });
    expect(x.world.messages).toEqual([]);
    const text = {
      text: 'We are sorry, Ann. Please tell us your number here and we call you back today.',
    };
    for (const other of [stage.staff.frontline, stage.staff.supervisor, stage.staff.manager]) {
      expect((await other.command(reference, 'answer', text)).status).toBe(403);
    }
    expect((await stage.staff.responder.command(reference, 'answer', text)).status).toBe(200);
    const sent = await eventually('the direct message', () => x.world.messages[0]);
    expect(sent).toMatchObject({ fromUserId: OUR_X_USER, toUserId: '2002', text: text.text });
    expect(x.world.messages).toHaveLength(1);
    expect(x.violations).toEqual([]);
  });

  test('R03 a reply to the acknowledgement joins its case and gets no acknowledgement of its own', async () => {
    const { messageId, mail, reference } = await acknowledgementTo(stage, 'bodo@customer.test');
    await replyTo(stage, 'bodo@customer.test', messageId, mail.subject ?? '');
    const ledger = await eventually('the reply to join', async () => {
      const settled = await settledLedger(stage);
      return settled.total.joined === 1 && settled;
    });
    expect(ledger.connectors['smtp-inlet']).toMatchObject({ received: 2, cases: 1, joined: 1 });
    expect(mailsTo(stage, 'bodo@customer.test')).toHaveLength(1);
    expect(
      JSON.stringify((await stage.staff.supervisor.get(`/api/v1/cases/${reference}`)).body),
    ).toContain('4711');
  });

  test('R03 S12 a stranger who quotes a reference opens a case of their own and learns nothing', async () => {
    const { messageId, mail, reference } = await acknowledgementTo(stage, 'bodo@customer.test');
    await replyTo(stage, 'stranger@elsewhere.test', messageId, mail.subject ?? '');
    const own = await acknowledgementTo(stage, 'stranger@elsewhere.test');
    expect(own.reference).not.toBe(reference);
    expect((await settledLedger(stage)).total.joined).toBe(1);
  });

  test('R35 R37 R38 a supervisor approves what the frontline proposed, and the compensation goes out once', async () => {
    const { reference } = await acknowledgementTo(stage, 'ada@customer.test');
    const { frontline, supervisor } = stage.staff;
    const found = await findCase(stage, reference);
    if (found.severity !== 'moderate') {
      const correction = { severity: 'moderate', reason: 'one parcel, replaced twice' };
      expect((await stage.staff.manager.command(reference, 'correct', correction)).status).toBe(
        200,
      );
    }
    const proposal = { option: 'gift_voucher', amount: '40.00', reason: 'third broken parcel' };
    expect((await frontline.command(reference, 'propose-remedy', proposal)).status).toBe(200);
    expect((await frontline.command(reference, 'approve-remedy', { remedyId: 'R1' })).status).toBe(
      403,
    );
    expect(mailsTo(stage, 'ada@customer.test')).toHaveLength(1);
    expect((await supervisor.command(reference, 'approve-remedy', { remedyId: 'R1' })).status).toBe(
      200,
    );
    expect((await supervisor.command(reference, 'approve-remedy', { remedyId: 'R1' })).status).toBe(
      409,
    );
    const compensation = await eventually(
      'the compensation',
      () => mailsTo(stage, 'ada@customer.test')[1],
    );
    expect(compensation.raw).toMatch(/40/);
    await eventually('its delivery on record', async () => {
      const { body } = await supervisor.get(`/api/v1/cases/${reference}`);
      return JSON.stringify(body).includes('remedy.delivered');
    });
    expect(mailsTo(stage, 'ada@customer.test')).toHaveLength(2);
  });

  test('R23 R25 R28 a case is taken over, resolved, followed up and closed, from the command line too', async () => {
    const { reference } = await acknowledgementTo(stage, 'cleo@customer.test');
    await operate(stage, 'case', 'take-over', reference, '--as', 'fay@redress.test');
    const cause = ['--cause', 'staffing', '--text', 'Too few technicians that day.'];
    await operate(stage, 'case', 'root-cause', reference, '--as', 'fay@redress.test', ...cause);
    const resolution = ['--outcome', 'upheld', '--summary', 'The technician comes tomorrow at 9.'];
    resolution.push('--why-no-action', 'two more have been hired');
    await operate(stage, 'case', 'resolve', reference, '--as', 'fay@redress.test', ...resolution);
    expect((await findCase(stage, reference)).status).toBe('resolved');
    await eventually('the closing mail', () => mailsTo(stage, 'cleo@customer.test')[1]);
    expect(
      (await stage.staff.frontline.command(reference, 'follow-up', { satisfied: true })).status,
    ).toBe(200);
    expect((await findCase(stage, reference)).status).toBe('closed');
  });

  test('R02 R70 at the end the ledger adds up and every timeline verifies', async () => {
    const { total } = await settledLedger(stage);
    expect(total).toMatchObject({
      received: 7,
      cases: 6,
      joined: 1,
      suppressed: {},
      quarantined: {},
    });
    await operate(stage, 'verify');
  });
});
