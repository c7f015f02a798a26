// The formal apology from its approval to the customer's mailbox and the printer of staff: cases, notifier, a mail server.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dropOldReads } from '../../services/notifier/lease-store.ts';
import { problemHandler } from '../../shared/http.ts';
import { eventually, startNotifier, type TestNotifier } from '../harness/notifier.ts';
import { testLog } from '../harness/postgres.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
let sink: SmtpSink;
let notifier: TestNotifier;
let base: string;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  rig = await createApiRig();
  sink = await startSmtpSink();
  notifier = await startNotifier({ db: rig.database.db, clock: rig.clock, smtpUrl: sink.url });
  const app = express().use(notifier.router).use(problemHandler(testLog));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closers.push(() => new Promise((resolve) => server.close(resolve)));
});
afterAll(async () => {
  for (const close of closers) await close();
  await notifier?.stop();
  await sink?.stop();
  await rig?.close();
});

async function approvedLetter(said: Parameters<ApiRig['say']>[0], language = 'de') {
  const { reference } = await rig.say(said, { severity: 'major', language });
  const proposal = { option: 'formal_apology_letter', reason: 'a grave failure' };
  await rig.api('fred').command(reference, 'propose-remedy', proposal);
  const early = await fetchLetter(reference);
  expect(early.status).toBe(404);
  const answer = await rig.api('dora').command(reference, 'approve-remedy', { remedyId: 'R1' });
  expect(answer.status).toBe(200);
  return reference;
}

const fetchLetter = (reference: string, by = 'fred') =>
  fetch(`${base}/api/v1/letters/${reference}/R1`, {
    headers: { authorization: rig.api(by).authorization },
  });

test('R38 the letter goes as a PDF with the mail, and staff download the same bytes', async () => {
  const email = 'ella@customer.test';
  const reference = await approvedLetter({ sender: { name: 'Ella Łęcka', email } });
  const mail = await eventually(
    () =>
      sink.mails.find(({ to, raw }) => to === email && /Content-Type: application\/pdf/i.test(raw)),
    (found) => found !== undefined,
  );
  const parsed = await simpleParser(mail?.raw ?? '');
  expect(parsed.text).toContain(reference);
  expect(parsed.html).toContain(reference);
  const [attachment] = parsed.attachments;
  expect(attachment).toMatchObject({
    filename: `${reference}.pdf`,
    contentType: 'application/pdf',
    contentDisposition: 'attachment',
  });
  const answer = await fetchLetter(reference);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.equals(attachment?.content ?? Buffer.alloc(0))).toBe(true);
  expect(bytes.toString('latin1')).toContain('/Lang (de)');
});

test('R38 without an address a person prints the letter and records how it was delivered', async () => {
  const reference = await approvedLetter({
    channel: 'phone',
    sender: { name: 'Ella Prentice', phone: '+49 30 1234567' },
  });
  expect((await fetchLetter(reference)).status).toBe(200);
  const current = await rig.caseOf(reference);
  expect(current.messages.map(({ key }) => key)).not.toContain('compensation/R1');
  const tasks = await rig.query<{ kind: string }>(
    `select kind from cases.tasks where case_id = $1 and state = 'open' and kind = 'deliver_remedy'`,
    [current.caseId],
  );
  expect(tasks).toHaveLength(1);
  const delivered = { remedyId: 'R1', how: 'by post', cost: '1.85' };
  expect((await rig.api('fred').command(reference, 'deliver-remedy', delivered)).status).toBe(200);
});

test('R72 a letter is for staff only, and only where there is one', async () => {
  const reference = await approvedLetter({ sender: { email: 'third@customer.test' } }, 'en');
  expect((await fetch(`${base}/api/v1/letters/${reference}/R1`)).status).toBe(401);
  for (const path of [`${reference}/R2`, 'C-0000-0000/R1'])
    expect(
      (
        await fetch(`${base}/api/v1/letters/${path}`, {
          headers: { authorization: rig.api('fred').authorization },
        })
      ).status,
    ).toBe(404);
});

test('R72 whoever is shown a letter stands on record with the case before they see it; who gets none does not', async () => {
  const reference = await approvedLetter({ sender: { email: 'fourth@customer.test' } }, 'en');
  for (const by of ['fred', 'fred', 'sara'])
    expect((await fetchLetter(reference, by)).status).toBe(200);
  const readsOf = async (path: string) =>
    ((await rig.api('audrey').get(path)).body.reads as Record<string, unknown>[])
      .filter(({ part }) => String(part).startsWith('letter'))
      .map((line) => [line.name, line.reference, line.part, line.times]);
  const nameOf = async (who: string) =>
    (await rig.query('select name from people.staff where staff_id = $1', [rig.staff[who]]))[0]
      ?.name;
  const wanted = [
    [await nameOf('fred'), reference, 'letter R1', 2],
    [await nameOf('sara'), reference, 'letter R1', 1],
  ];
  expect((await readsOf(`/api/v1/cases/${reference}/reads`)).sort()).toEqual(wanted.sort());
  const all = await readsOf(`/api/v1/reads?part=letter&reference=${reference}`);
  expect(all.sort()).toEqual(wanted.sort());
  // They are forgotten with all readings, after 400 days.
  await dropOldReads(rig.database.db.query, new Date(rig.clock.now().getTime() + 3_600_000));
  expect(await readsOf(`/api/v1/cases/${reference}/reads`)).toEqual([]);
});
