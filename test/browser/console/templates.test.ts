// Templates in a real browser: edited, previewed in German, tried out, published; the next acknowledgement follows it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, startConsole } from '../../harness/console.ts';
import { eventually } from '../../harness/product.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

type Mails = { mails: { subject: string | null; to: string | null; purpose: string }[] };

const caughtTo = (to: string, subject: RegExp) =>
  eventually(`a mail to ${to}`, async () => {
    const { body } = await (await rig.as('ada')).get('/api/v1/mails?caught=true');
    return (body as unknown as Mails).mails.find(
      (mail) => mail.to === to && subject.test(mail.subject ?? ''),
    );
  });

test('R10 a template is edited, previewed in German and tried out; the next acknowledgement uses it', async () => {
  const page = await rig.open('ada', '/templates');
  let alerts = 0;
  page.on('dialog', () => alerts++);
  await page
    .getByRole('row', { name: /Acknowledgement/ })
    .getByRole('link', { name: /German/ })
    .click();
  const frame = page.frameLocator('iframe[title="Preview with sample values"]');
  await frame.getByText('C-7K3M-9QXD').first().waitFor();
  const html = page.getByRole('textbox', { name: 'Mail' });
  const good = await html.inputValue();
  await html.fill(`${good}\n<img src=x onerror="parent.alert(1)"><script>parent.alert(2)</script>`);
  await page.getByText('<script> is not for mails').waitFor();
  await page
    .getByText(/Mail, line \d+:/)
    .first()
    .waitFor();
  await html.fill(`${good}\n<p>Ihr Anliegen ist in guten Händen.</p>`);
  await page.getByLabel('Subject').fill('Danke, dass Sie uns schreiben ({{reference}})');
  await frame.getByText('Ihr Anliegen ist in guten Händen.').waitFor();
  await page.getByText('Danke, dass Sie uns schreiben (C-7K3M-9QXD)').waitFor();
  await page.getByRole('button', { name: 'Send me a test' }).click();
  await page.getByText('On its way to ada@redress.test.').waitFor();
  await caughtTo('ada@redress.test', /^\[Test\] Danke, dass/);
  await page.getByLabel('Why you change it').fill('warmer');
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Version 1 writes the next message.').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(alerts).toBe(0);
  await rig.complain({
    name: 'Jutta Beispiel',
    email: 'jutta@kunden.test',
    message:
      'Guten Tag, mein Paket ist beschädigt angekommen und niemand antwortet mir. Ich bin sehr enttäuscht.',
  });
  await caughtTo('jutta@kunden.test', /^Danke, dass Sie uns schreiben/);
});

test('R72 caught mail is seen as it looks, and whoever looked stands in the list of readings', async () => {
  const page = await rig.open('ada', '/caught-mail');
  await page
    .getByRole('button', { name: /^Danke, dass/ })
    .first()
    .click();
  const frame = page.frameLocator('iframe[title="The mail as it looks"]');
  await frame.getByText('Ihr Anliegen ist in guten Händen.').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  const reads = await rig.open('otto', '/reads');
  const row = reads.getByRole('row', { name: /Ada Admin/ }).filter({ hasText: 'A mail' });
  await row.first().waitFor();
});
