// Channels in a real browser, with a real Dovecot: a mailbox is added, found wrong, mended, read; paused and removed; on record.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, settled, startConsole } from '../../harness/console.ts';
import { type Dovecot, startDovecot } from '../../harness/dovecot.ts';
import { eventually } from '../../harness/product.ts';

const PASSWORD = 'the-right-one-of-help';
let dovecot: Dovecot;
let rig: ConsoleRig;
beforeAll(async () => {
  dovecot = await startDovecot({ users: [] });
  await dovecot.setPassword('help@shop.test', PASSWORD);
  rig = await startConsole({
    config: {
      channels: {
        mailboxes: [
          {
            name: 'filed',
            host: '127.0.0.1',
            port: dovecot.port,
            tls: 'none',
            user: 'x',
            password: 'y',
          },
        ],
        consoleMailboxes: { privateNetworks: ['127.0.0.0/8'], ports: [993, dovecot.port] },
      },
    },
  });
});
afterAll(async () => {
  await rig?.stop();
  await dovecot?.stop();
});

const mail = (subject: string): string =>
  `From: Ada <ada@customer.test>\r\nTo: help@shop.test\r\nSubject: ${subject}\r\nMessage-ID: <${subject.length}.${Date.now()}@customer.test>\r\n\r\nMy parcel came broken, I want my money back.\r\n`;

test('R01 R72 an administrator adds a mailbox with a wrong password, reads what is wrong, mends it, and the next mail becomes a case', async () => {
  const page = await rig.open('ada', '/channels');
  const file = page.getByRole('listitem').filter({ hasText: 'From the configuration file' });
  await file.getByText('filed', { exact: true }).waitFor();
  expect(await file.getByRole('button', { name: /What to do/ }).count()).toBe(0);
  await page.getByRole('button', { name: 'Add a mailbox' }).click();
  const drawer = page.getByRole('dialog', { name: 'Add a mailbox' });
  await drawer.getByLabel('E-mail address').fill('help@shop.test');
  expect(await drawer.getByLabel('User').inputValue()).toBe('help@shop.test');
  expect(await drawer.getByLabel('Name', { exact: true }).inputValue()).toBe('help');
  await drawer.getByLabel('Host').fill('127.0.0.1');
  await drawer.getByLabel('Port').fill(String(dovecot.port));
  await drawer.getByRole('combobox', { name: 'Encryption' }).click();
  await page.getByRole('option', { name: 'None (this machine)' }).click();
  await drawer.getByLabel('Password', { exact: true }).fill('mistyped');
  await drawer.getByRole('button', { name: 'Test the connection' }).click();
  await drawer.getByText('The server refused the user or the password.').waitFor();
  await drawer.getByText('The server said:').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  // Saved all the same: the list says what is wrong.
  await drawer.getByRole('button', { name: 'Add', exact: true }).click();
  await drawer.waitFor({ state: 'detached' });
  const row = page.getByRole('listitem').filter({ hasText: 'help@shop.test' });
  await row.getByText('Fails').waitFor({ timeout: 60_000 });
  await row.getByText(/renew the password/).waitFor();

  await row.getByRole('button', { name: 'What to do with help' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: 'Mailbox help' });
  expect(await edit.getByLabel('Password', { exact: true }).inputValue()).toBe('');
  await edit.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await edit.getByRole('button', { name: 'Test the connection' }).click();
  await edit.getByText('The mailbox can be read.').waitFor();
  await edit.getByRole('button', { name: 'Save' }).click();
  await edit.waitFor({ state: 'detached' });
  dovecot.deliver('help@shop.test', mail('A broken parcel'));
  const api = await rig.as('sam');
  await eventually('the case', async () => {
    const { body } = await api.get('/api/v1/cases?customer=ada@customer.test');
    return (body.cases as unknown[]).length === 1;
  });
  await row.getByText('Works').waitFor({ timeout: 60_000 });
  await row.getByText('Looked at:').waitFor();
  expect(await page.content()).not.toContain(PASSWORD);

  await page.getByRole('tab', { name: 'Record' }).click();
  const replaced = page.getByRole('listitem').filter({ hasText: 'help changed' });
  await replaced.getByText('Password: replaced').waitFor();
  await replaced.getByText(/Ada Admin/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test('R01 it is paused and removed after a question, on a phone in the dark', async () => {
  const page = await rig.open('ada', '/channels', { width: PHONE, dark: true });
  const row = page.getByRole('listitem').filter({ hasText: 'help@shop.test' });
  const act = async (item: string): Promise<void> => {
    await row.getByRole('button', { name: 'What to do with help' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await act('Pause');
  const question = page.getByRole('dialog', { name: 'Pause help?' });
  expect(await axeFaults(page)).toEqual([]);
  await question.getByRole('button', { name: 'Pause' }).click();
  await row.getByText('Paused').waitFor();
  await act('Resume');
  await row.getByText('Works').waitFor();
  await act('Edit');
  const edit = page.getByRole('dialog', { name: 'Mailbox help' });
  await edit.getByLabel('Host').fill('imap.example.com');
  await edit.getByText('Needed: the stored one goes to the old server and user only.').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await edit.getByRole('button', { name: 'Close' }).click();
  await act('Remove');
  await page
    .getByRole('dialog', { name: 'Remove help?' })
    .getByRole('button', { name: 'Remove' })
    .click();
  await page.getByText('help is removed.').waitFor();
  await settled(page);
});

test('S9 a supervisor sees how channels fare, and nothing to change', async () => {
  const page = await rig.open('sam', '/channels');
  await page.getByText('filed', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Add a mailbox' }).count()).toBe(0);
  expect(await page.getByRole('tab', { name: 'Record' }).count()).toBe(0);
});
