// Channels in a real browser, with a real Dovecot: a mailbox is added, found wrong, mended, read; paused and removed; on record.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, settled, startConsole } from '../../harness/console.ts';
import { type Dovecot, startDovecot } from '../../harness/dovecot.ts';
import { eventually } from '../../harness/product.ts';
import { startTokenServer, type TokenServer } from '../../simulators/token-server.ts';

const PASSWORD = 'the-right-one-of-help';
let dovecot: Dovecot;
let tokens: TokenServer;
let rig: ConsoleRig;
beforeAll(async () => {
  tokens = await startTokenServer();
  dovecot = await startDovecot({ users: [], introspectionUrl: tokens.introspectionUrl });
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
        consoleMailboxes: {
          ...{ privateNetworks: ['127.0.0.0/8'], ports: [993, dovecot.port] },
          tokenHosts: [new URL(tokens.tokenUrl).host],
        },
      },
    },
  });
});
afterAll(async () => {
  await rig?.stop();
  await dovecot?.stop();
  await tokens?.stop();
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
  // In the reader's words; the server's own behind them.
  await row.getByText(/The server refused the user or the password\. Check the user/).waitFor();
  const own = row.getByText(/^signing in: refused/);
  expect(await own.isVisible()).toBe(false);
  await row.getByText('Details').click();
  await own.waitFor();

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

test('R72 a mailbox by tokens is added; its authorisation is taken back, told in German, and given again', async () => {
  const user = 'claims@shop.test';
  await dovecot.setPassword(user, PASSWORD);
  const page = await rig.open('ada', '/channels');
  await page.getByRole('button', { name: 'Add a mailbox' }).click();
  const drawer = page.getByRole('dialog', { name: 'Add a mailbox' });
  const choose = async (list: string, item: string): Promise<void> => {
    await drawer.getByRole('combobox', { name: list }).click();
    await page.getByRole('option', { name: item }).click();
  };
  // What each service needs is asked for, and no more.
  await choose('Mail service', 'Microsoft 365, Outlook');
  expect(await drawer.getByLabel('Host').inputValue()).toBe('outlook.office365.com');
  await drawer.getByLabel('Tenant').waitFor();
  expect(await drawer.getByLabel('Password', { exact: true }).count()).toBe(0);
  expect(await axeFaults(page)).toEqual([]);
  await choose('Mail service', 'Another server (IMAP)');
  await choose('Signs in by', 'A person’s authorisation');
  await drawer.getByLabel('E-mail address').fill(user);
  await drawer.getByLabel('Host').fill('127.0.0.1');
  await drawer.getByLabel('Port').fill(String(dovecot.port));
  await choose('Encryption', 'None (this machine)');
  await drawer.getByLabel('Token address').fill(tokens.tokenUrl);
  await drawer.getByLabel('Client ID').fill(tokens.clientId);
  await drawer.getByLabel('Client secret').fill('mistyped');
  await drawer.getByLabel('Refresh token').fill(tokens.authorise(user));
  await drawer.getByRole('button', { name: 'Test the connection' }).click();
  await drawer.getByText('The provider refused the application.').waitFor();
  await drawer.getByLabel('Client secret').fill(tokens.clientSecret);
  await drawer.getByRole('button', { name: 'Test the connection' }).click();
  await drawer.getByText('The mailbox can be read.').waitFor();
  tokens.voidRefresh();
  await drawer.getByRole('button', { name: 'Add', exact: true }).click();
  await drawer.waitFor({ state: 'detached' });
  await page.close();

  const german = await rig.open('ada', '/channels', { width: PHONE, locale: 'de' });
  const row = german.getByRole('listitem').filter({ hasText: user });
  await row
    .getByText(/Die Freigabe gilt nicht mehr\. Geben Sie das Postfach/)
    .waitFor({ timeout: 60_000 });
  expect(await axeFaults(german)).toEqual([]);
  await row
    .getByRole('button', { name: /claims/ })
    .last()
    .click();
  await german.getByRole('menuitem', { name: 'Bearbeiten' }).click();
  const edit = german.getByRole('dialog', { name: 'Postfach claims' });
  expect(await edit.getByLabel('Clientschlüssel').inputValue()).toBe('');
  await edit.getByLabel('Aktualisierungstoken').fill(tokens.authorise(user));
  await edit.getByRole('button', { name: 'Speichern' }).click();
  await edit.waitFor({ state: 'detached' });
  await row.getByText('Funktioniert').waitFor({ timeout: 60_000 });
  expect(await german.content()).not.toContain(tokens.clientSecret);
});

test('S9 a supervisor sees how channels fare, and nothing to change', async () => {
  const page = await rig.open('sam', '/channels');
  await page.getByText('filed', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Add a mailbox' }).count()).toBe(0);
  expect(await page.getByRole('tab', { name: 'Record' }).count()).toBe(0);
});
