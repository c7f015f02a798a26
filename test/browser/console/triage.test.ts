// Triage in a real browser: dead letters are replayed, several items rejected at once, an auditor looks. Releasing: test/browser/start.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';
import { sendMail } from '../../harness/mail-client.ts';
import { eventually, freePort } from '../../harness/product.ts';

let rig: ConsoleRig;
let inlet: number;
beforeAll(async () => {
  inlet = await freePort();
  rig = await startConsole({ environment: { SMTP_INLET_PORT: String(inlet) } });
});
afterAll(() => rig.stop());

type Listed = { items: { id: string; kind: string; subject: string; reference: string }[] };

const listed = async (kind: string, subject: string) =>
  eventually(`${subject} among ${kind}`, async () => {
    const { body } = await (await rig.as('sam')).get(`/api/v1/triage?kind=${kind}`);
    return (body as unknown as Listed).items.find((line) => line.subject === subject);
  });

test('a dead letter is replayed once its cause is mended, and its item becomes a case', async () => {
  await rig.db.query(
    `create function public.fail_on_poison() returns trigger language plpgsql as $$ begin
       if exists (select from intake.items i where i.item_id = new.item_id and i.received ->> 'subject' = 'Poison')
       then raise exception 'the model is broken'; end if; return new; end $$`,
  );
  await rig.db.query(
    'create trigger poison before insert on classifier.decisions for each row execute function public.fail_on_poison()',
  );
  const answer = await fetch(`${rig.url}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: 'ann@customer.test',
      subject: 'Poison',
      message: 'It is broken.',
    }),
  });
  const { reference } = (await answer.json()) as { reference: string };
  // Not after minutes of waiting between tries: the next one is the last.
  await eventually('the dead letter', async () => {
    await rig.db.query('update bus.parked set tries = 50, due = now() where dead_at is null');
    const dead = await rig.db.query('select 1 from bus.parked where dead_at is not null');
    return dead.length > 0;
  });
  await listed('dead_letter', 'Poison');
  await rig.db.query('drop trigger poison on classifier.decisions');
  const page = await rig.open('ada', '/triage', { width: PHONE, dark: true });
  await page.getByRole('button', { name: /Dead letters/ }).click();
  await page.getByRole('button', { name: /Poison/ }).click();
  const source = page.getByRole('dialog', { name: 'What was sent' });
  await source.getByText('the model is broken').last().waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await source.getByRole('button', { name: 'Replay' }).click();
  const dialog = page.getByRole('dialog', { name: 'Replay this dead letter' });
  await dialog.getByLabel('Reason').fill('the model was mended');
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('Given back to its consumer').waitFor();
  await eventually('the case', async () => {
    const { status } = await (await rig.as('sam')).get(`/api/v1/cases/${reference}`);
    return status === 200;
  });
});

test('several items are rejected at once by keyboard, an auditor only looks', async () => {
  for (const name of ['One', 'Two'])
    await sendMail(inlet, {
      from: 'a@x.test, b@x.test',
      subject: `Buy ${name}`,
      text: 'Cheap.',
      headers: { Sender: 'a@x.test' },
    });
  await listed('quarantined', 'Buy One');
  await listed('quarantined', 'Buy Two');
  const seen = await rig.open('otto', '/triage');
  await seen.getByRole('button', { name: /Buy One/ }).click();
  await seen.getByText('Cheap.').waitFor();
  expect(await axeFaults(seen)).toEqual([]);
  expect(await seen.getByRole('button', { name: 'Release' }).count()).toBe(0);
  expect(await seen.getByRole('checkbox').count()).toBe(0);
  const page = await rig.open('sam', '/triage', { locale: 'de-DE' });
  await page.getByRole('button', { name: /Buy One/ }).waitFor();
  for (const key of ['j', 'x', 'j', 'x', 'd']) await page.keyboard.press(key);
  const dialog = page.getByRole('dialog', { name: '2 Eingänge ablehnen' });
  await dialog.getByLabel('Grund').fill('Werbung');
  await dialog.getByRole('button', { name: 'Ablehnen' }).click();
  await page.getByText('2 abgelehnt').waitFor();
  const { body } = await (await rig.as('sam')).get('/api/v1/ledger');
  expect(body.total).toMatchObject({ suppressed: { rejected_by_person: 2 }, quarantined: {} });
});
