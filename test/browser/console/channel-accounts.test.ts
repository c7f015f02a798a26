// Accounts on X in a real browser, with X simulated: an account is added, found wrong, mended, watched; paused and removed; on record.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../shared/clock.ts';
import { axeFaults, type ConsoleRig, PHONE, settled, startConsole } from '../../harness/console.ts';
import { eventually } from '../../harness/product.ts';
import { startXSimulator, type XSimulator } from '../../simulators/x.ts';

const [BRAND, ANN] = ['1001', '2002'];
const TOKEN = 'the-access-token-of-the-brand';
let x: XSimulator;
let rig: ConsoleRig;
beforeAll(async () => {
  x = await startXSimulator({ clock: systemClock });
  x.world.addUser({ id: BRAND, username: 'ourbrand', name: 'Our Brand' });
  x.world.addUser({ id: ANN, username: 'angry_ann', name: 'Ann', receivesDirectMessages: true });
  x.world.grant(TOKEN, BRAND);
  x.world.grantRefresh('the-refresh-token', { userId: BRAND, clientId: 'the-app' });
  rig = await startConsole({ config: { channels: { consoleAccounts: { xApiUrl: x.url } } } });
});
afterAll(async () => {
  await rig?.stop();
  await x?.stop();
});

test('R01 R46 an administrator adds an account on X with a wrong token, reads what is wrong, mends it, and the next mention becomes a case', async () => {
  const page = await rig.open('ada', '/channels');
  await page.getByRole('button', { name: 'Add an X account' }).click();
  const drawer = page.getByRole('dialog', { name: 'Add an account on X' });
  await drawer.getByLabel('Name', { exact: true }).fill('ourbrand');
  await drawer.getByLabel('Access token', { exact: true }).fill('mistyped');
  await drawer.getByLabel('Client id', { exact: true }).fill('the-app');
  await drawer.getByLabel('Refresh token', { exact: true }).fill('the-refresh-token');
  await drawer.getByRole('button', { name: 'Test the connection' }).click();
  await drawer.getByText(/X refuses the access token/).waitFor();
  await drawer.getByText(/never tweet.write\), and enter/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await drawer.getByLabel('Access token', { exact: true }).fill(TOKEN);
  await drawer.getByRole('button', { name: 'Test the connection' }).click();
  await drawer.getByText('Mentions can be read and messages sent.').waitFor();
  await drawer.getByText(`The token is of @ourbrand (${BRAND}).`).waitFor();
  await drawer.getByRole('button', { name: 'Add', exact: true }).click();
  await drawer.waitFor({ state: 'detached' });
  const row = page.getByRole('listitem').filter({ hasText: `@ourbrand, ${BRAND}` });
  await row.getByText('Works').waitFor({ timeout: 60_000 });
  await row.getByText('Looked at:').waitFor();

  x.world.post({ authorId: ANN, text: '@ourbrand my sofa came broken!', mentions: [BRAND] });
  await row.getByRole('button', { name: 'What to do with ourbrand' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const edit = page.getByRole('dialog', { name: 'Account ourbrand' });
  expect(await edit.getByLabel('Access token', { exact: true }).inputValue()).toBe('');
  await edit.getByLabel('Looks every (seconds)').fill('5');
  await edit.getByRole('button', { name: 'Save' }).click();
  await edit.waitFor({ state: 'detached' });
  const api = await rig.as('rosa');
  await eventually('the thread', async () => {
    const { body } = await api.get('/api/v1/social/threads');
    return (body.threads as unknown[])?.length === 1;
  });
  // The token that was entered is used no more: Redress renewed it.
  x.world.revoke(TOKEN);
  await row.getByRole('button', { name: 'Test ourbrand' }).click();
  await row.getByText('Mentions can be read and messages sent.').waitFor();
  const shown = await page.content();
  for (const secret of [TOKEN, 'the-refresh-token', 'mistyped'])
    expect(shown).not.toContain(secret);

  await page.getByRole('button', { name: 'Add an X account' }).click();
  await page.getByText('There is an account already').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Record' }).click();
  await page.getByText('Accounts', { exact: true }).click();
  const changed = page.getByRole('listitem').filter({ hasText: 'ourbrand changed' });
  await changed.getByText('Looks every (seconds): 60 → 5').waitFor();
  await changed.getByText(/Ada Admin/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(x.violations).toEqual([]);
});

test('R01 it is paused and removed after a question, on a phone in the dark', async () => {
  const page = await rig.open('ada', '/channels', { width: PHONE, dark: true });
  const row = page.getByRole('listitem').filter({ hasText: `@ourbrand, ${BRAND}` });
  const act = async (item: string): Promise<void> => {
    await row.getByRole('button', { name: 'What to do with ourbrand' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await act('Pause');
  const question = page.getByRole('dialog', { name: 'Pause ourbrand?' });
  expect(await axeFaults(page)).toEqual([]);
  await question.getByRole('button', { name: 'Pause' }).click();
  await row.getByText('Paused').waitFor();
  await act('Resume');
  await row.getByText('Works').waitFor();
  await act('Edit');
  const edit = page.getByRole('dialog', { name: 'Account ourbrand' });
  await edit.getByLabel('User id').fill('77');
  await edit.getByText(/Needed: the stored one is of the old account/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/phone.png` });
  await edit.getByRole('button', { name: 'Close' }).click();
  await act('Remove');
  await page
    .getByRole('dialog', { name: 'Remove ourbrand?' })
    .getByRole('button', { name: 'Remove' })
    .click();
  await page.getByText('ourbrand is removed.').waitFor();
  await settled(page);
});

test('S9 a supervisor sees how channels fare, and no account to add', async () => {
  const page = await rig.open('sam', '/channels');
  await page.getByText('Web form').first().waitFor();
  expect(await page.getByRole('button', { name: 'Add an X account' }).count()).toBe(0);
});
