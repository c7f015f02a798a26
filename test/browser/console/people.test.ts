// Administration of people in a real browser: inviting, changing, teams, the record; who may only look.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

test('an administrator invites somebody, says how they work, and all of it is on record', async () => {
  const page = await rig.open('ada', '/people');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Nina New');
  await dialog.getByLabel('E-mail').fill('nina@redress.test');
  await dialog.getByLabel('Team').fill('North');
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Send the invitation' }).click();
  const row = page.getByRole('row', { name: /Nina New/ });
  await row.getByText('Invited').waitFor();

  await row.getByRole('button', { name: 'Nina New' }).click();
  const drawer = page.getByRole('dialog', { name: /Nina New/ });
  await drawer.getByLabel('Monday').fill('09:00-12:00, 13:00 – 17:00');
  await drawer.getByLabel('Mastodon').check();
  expect(await axeFaults(page)).toEqual([]);
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer.waitFor({ state: 'hidden' });
  const [kept] = await rig.db.query<{ shift: unknown; responder_for: string[] }>(
    "select shift, responder_for from people.staff_directory where email = 'nina@redress.test'",
  );
  expect(kept).toEqual({
    shift: { monday: ['09:00-12:00', '13:00-17:00'] },
    responder_for: ['mastodon'],
  });

  await page.getByRole('tab', { name: 'Teams' }).click();
  await page.getByRole('button', { name: 'North' }).click();
  expect(await page.getByRole('row').count()).toBe(2);
  await page.getByRole('tab', { name: 'Record' }).click();
  await page.getByText('Designated responder on: – → mastodon').waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test('S25 nobody changes their own role, and what somebody else changed meanwhile is not overwritten', async () => {
  const page = await rig.open('ada', '/people', { dark: true });
  await page.getByRole('row').getByRole('button', { name: 'Ada Admin' }).click();
  await page.getByText('Nobody changes their own role.').waitFor();
  expect(
    await page.getByRole('dialog').getByLabel('Role', { exact: true }).first().isDisabled(),
  ).toBe(true);
  await page.getByRole('button', { name: 'Close' }).click();

  await page.getByRole('button', { name: 'Fay Front' }).click();
  const drawer = page.getByRole('dialog', { name: /Fay Front/ });
  await rig.db.query("update people.staff set team = 'South' where email = 'fay@redress.test'");
  await drawer.getByLabel('Skills').fill('billing');
  await page.keyboard.press('Enter');
  await drawer.getByRole('button', { name: 'Save' }).click();
  await drawer
    .getByRole('alert')
    .getByText(/changed them since/)
    .waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test('S9 an auditor reads and changes nothing; whoever is neither has no such page', async () => {
  const otto = await rig.open('otto', '/people', { width: PHONE, locale: 'de-DE' });
  await otto.getByRole('button', { name: 'Fay Front' }).click();
  const drawer = otto.getByRole('dialog', { name: /Fay Front/ });
  await drawer.getByLabel('Name', { exact: true }).waitFor();
  expect(await drawer.getByRole('button', { name: 'Speichern' }).count()).toBe(0);
  expect(await otto.getByRole('button', { name: 'Jemanden einladen' }).count()).toBe(0);
  expect(await axeFaults(otto)).toEqual([]);
  const fay = await rig.open('fay', '/people');
  await fay.getByText('Not allowed.').waitFor();
});
