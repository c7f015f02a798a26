// A bounced acknowledgement in the running product: the case hears of it once, and a person is asked to act once (R11).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMail, sendRawMail } from '../harness/mail-client.ts';
import { eventually, redress, redressJson } from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import { createStaffApi } from '../harness/staff-api.ts';
import { startTogether, type Topology } from '../harness/topology.ts';

let product: Topology;
let sink: SmtpSink;
beforeAll(async () => {
  sink = await startSmtpSink();
  product = await startTogether({ REDRESS_DATA: scratchFolder(), SMTP_URL: sink.url });
});
afterAll(async () => {
  await product?.stop();
  await sink?.stop();
});

const bounceOf = (messageId: string): Buffer =>
  Buffer.from(
    [
      'From: Mail Delivery System <mailer-daemon@customer.test>',
      'To: care@redress.localhost',
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <${Math.random().toString(36).slice(2)}@mx.customer.test>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'The address does not exist.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.customer.test',
      '',
      'Final-Recipient: rfc822; ada@customer.test',
      'Action: failed',
      'Status: 5.1.1',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${messageId}`,
      'Subject: Your complaint',
      '',
      '--b--',
      '',
    ].join('\r\n'),
  );

type Item = { total: { received: number; pending: number; suppressed: number } };
type View = { status: string; acknowledgement: { state: string }; timeline: { type: string }[] };
type Task = { kind: string; caseReference: string; ownerStaff: string | null };

test('R11 a bounced acknowledgement puts its case before one named person, once, however often the bounce comes', async () => {
  const { environment } = product;
  const person = ['--name', 'Sara', '--email', 'sara@staff.test', '--role', 'supervisor'];
  await redress(environment, 'user', 'add', ...person);
  const token = await redress(environment, 'token', 'create', 'sara@staff.test');
  const staff = createStaffApi(product.url('portal'), token);
  const complaint = 'From: ada@customer.test\r\nTo: care@redress.localhost\r\nSubject: Broken\r\n';
  await sendRawMail(
    product.inletPort,
    'ada@customer.test',
    Buffer.from(`${complaint}\r\nThe lamp came broken. I want my money back.\r\n`),
  );
  const mail = await eventually('the acknowledgement', () =>
    sink.mails.find(({ to }) => to === 'ada@customer.test'),
  );
  const { messageId = '', text = '' } = await readMail(mail.raw);
  const reference = /C-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(text)?.[0] ?? '';
  const view = async () => (await staff.get(`/api/v1/cases/${reference}`)).body as unknown as View;
  await eventually('its report', async () => (await view()).acknowledgement.state === 'done');
  for (let repeat = 0; repeat < 2; repeat++)
    await sendRawMail(product.inletPort, '', bounceOf(messageId));
  await eventually('the bounce', async () => (await view()).acknowledgement.state === 'failed');
  await eventually('all items', async () => {
    const { total } = await redressJson<Item>(environment, 'ledger');
    return total.received === 3 && total.pending === 0;
  });
  const { timeline } = await view();
  expect(timeline.filter(({ type }) => type === 'acknowledgement.failed')).toHaveLength(1);
  const { tasks } = (await staff.get('/api/v1/tasks')).body as unknown as { tasks: Task[] };
  expect(tasks.filter(({ kind }) => kind === 'acknowledgement_failed')).toMatchObject([
    { caseReference: reference, ownerStaff: expect.stringMatching(/./) },
  ]);
});
