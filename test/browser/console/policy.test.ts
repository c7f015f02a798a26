// The policy in a real browser: by YAML and by forms the same draft, a fault at its field, a change in words, published; the next
// case follows it, the open one keeps its own until it is moved on purpose; back to an earlier version.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

const message = 'The product is defective: the battery is faulty and the device cracked.';
type Row = { number: number; owner: string | null; hours: number };
/** The version that a case follows, and when it was to be acknowledged. */
const followed = async (reference: string): Promise<Row | undefined> => {
  const [row] = await rig.db.query<Row>(
    `select v.number, extract(epoch from (c.state -> 'acknowledgement' ->> 'dueAt')::timestamptz - c.opened_at) / 3600 as hours,
       (select e ->> 'owner' from jsonb_array_elements(v.effective -> 'categories') e where e ->> 'key' = 'product') as owner
     from cases.cases c join cases.policy_versions v on v.digest = c.policy_version where c.reference = $1`,
    [reference],
  );
  return row;
};

/**
 * Writes a policy over what stands in the editor. Emptied by the editor's own command first: whatever the browser itself replaces
 * in coloured text it would give inline styles, which the page's Content-Security-Policy refuses.
 */
async function write(page: Page, yaml: string): Promise<void> {
  await page.getByRole('textbox', { name: 'The policy as YAML' }).focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(yaml);
}

async function publish(page: Page, note: string): Promise<void> {
  await page.getByRole('button', { name: 'Review and publish' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Why you change it').fill(note);
  await dialog.getByRole('button', { name: /^Publish/ }).click();
  await dialog.waitFor({ state: 'detached' });
}

test('R32 R73 a policy change is published as YAML and followed by the next case, while the open one keeps its own', async () => {
  const before = await rig.complain({ name: 'Ann', message });
  const page = await rig.open('ada', '/policy?view=change&as=yaml');
  await page.getByText(/Questions about the policy\? Ask /).waitFor();
  await write(page, '# ours\ncurrency: CHF\nacknowledgement:\n  withinHuors: 4\n');
  await page.getByText(/Line 4: acknowledgement\.withinHuors/).waitFor();
  await write(page, '# ours\ncurrency: CHF # as agreed\nacknowledgement:\n  withinHours: 8\n');
  await page.getByText(/becomes CHF, it was EUR/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await publish(page, 'by hand');
  await page.getByText('Version 2 holds for new cases.').waitFor();
  const after = await rig.complain({ name: 'Bob', message: `${message} Order 12.` });
  expect([(await followed(before))?.number, (await followed(after))?.number]).toEqual([1, 2]);
  await page.context().close();
});

test('R32 R35 R36 an administrator changes an owner, a time and a remedy by form, sees the difference, publishes; the next complaint follows it', async () => {
  const page = await rig.open('ada', '/policy?view=change&section=categories');
  await page.getByRole('button', { name: 'Product quality' }).click();
  await page.getByRole('combobox', { name: 'Who answers for it' }).fill('sam@redress.test');
  const sections = page.getByRole('navigation', { name: 'Section' });
  await sections.getByRole('button', { name: /^Times of service/ }).click();
  const time = page.getByRole('textbox', { name: 'A complaint is acknowledged within' });
  await time.fill('0');
  await page.getByText('Must be more than 0.').waitFor();
  expect(await page.getByRole('button', { name: 'Review and publish' }).isDisabled()).toBe(true);
  await time.fill('4');
  await sections.getByRole('button', { name: /^Remedies/ }).click();
  await page.getByText('Free parking').click();
  const parking = page.getByRole('region', { name: 'Free parking' });
  await parking.getByLabel('What one costs you').fill('9,50');
  await page.getByText('3 changes, not yet published').waitFor();
  await page.getByRole('button', { name: 'Review and publish' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Categories › Product quality › Who answers for it').waitFor();
  const said = await dialog.getByRole('listitem').allTextContents();
  expect(said).toContain(
    'Acknowledgement › A complaint is acknowledged within becomes 4 hours, it was 8 hours',
  );
  expect(said.some((line) => line.startsWith('Small things at any severity › Free parking'))).toBe(
    true,
  );
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByLabel('Why you change it').fill('Sam answers for products');
  await dialog.getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Version 3 holds for new cases.').waitFor();
  const { body } = await (await rig.as('ada')).get('/api/v1/policy');
  const { yaml } = body as { yaml: string };
  expect(yaml).toContain('# ours');
  expect(yaml).toContain('currency: CHF # as agreed');
  expect(parse(yaml)).toMatchObject({ acknowledgement: { withinHours: 4 } });
  const next = await rig.complain({ name: 'Cleo', message: `${message} Order 13.` });
  const row = await followed(next);
  expect(row).toMatchObject({ number: 3, owner: 'sam@redress.test' });
  expect(Math.round(Number(row?.hours))).toBe(4);
  await page.context().close();
});

test('R15 R20 a category that cases use is removed after a warning; holidays and due times are seen before they hold', async () => {
  await rig.complain({ name: 'Dan', message: `${message} Order 14.` });
  const page = await rig.open('ada', '/policy?view=change&section=categories', {
    width: PHONE,
    dark: true,
  });
  await page.getByRole('button', { name: 'Product quality' }).click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/Cases about it: [1-9]\d*, of which open: [1-9]/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Remove the category' }).click();
  await page.getByText('One change, not yet published').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Nothing is changed.').waitFor();
  await page.getByRole('combobox', { name: 'Section' }).selectOption({ label: 'Opening hours' });
  await page.getByRole('combobox', { name: 'Country' }).click();
  await page.getByRole('option', { name: 'Austria' }).click();
  await page.getByRole('listbox').waitFor({ state: 'hidden' });
  const next = page.getByRole('region', { name: 'The next days that are not as others' });
  await next.getByText('Mariä Empfängnis').or(next.getByText('Nationalfeiertag')).first().waitFor();
  const promised = page.getByRole('region', { name: 'What this would promise' });
  await promised.getByText('Acknowledged by').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Throw the draft away' }).click();
  await page.getByText('Nothing is changed.').waitFor();
  await page.context().close();
});

test('R32 versions are compared, an earlier one is published again, and a supervisor moves open cases on purpose', async () => {
  const page = await rig.open('ada', '/policy?view=versions');
  await page
    .getByRole('row', { name: /Sam answers for products/ })
    .getByText('Ada Admin')
    .waitFor();
  const compared = page.getByRole('listitem').filter({ hasText: 'becomes 4 hours' });
  await compared.first().waitFor();
  await page.getByRole('button', { name: 'Go back to 2' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(/becomes 8 hours, it was 4 hours/).waitFor();
  await dialog.getByLabel('Why you change it').fill('it was too fast');
  await dialog.getByRole('button', { name: 'Publish it again' }).click();
  await page.getByRole('row', { name: /it was too fast/ }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.context().close();

  const supervisor = await rig.open('sam', '/policy?view=versions');
  await supervisor.getByText(/One case of version 1/).waitFor();
  await supervisor.getByLabel('Why they are moved').fill('all alike');
  await supervisor.getByRole('button', { name: /^Move \d+ cases to version 4/ }).click();
  await supervisor.getByText(/cases moved to version 4/).waitFor();
  const rows = await rig.db.query<{ number: number }>(
    `select distinct v.number from cases.cases c join cases.policy_versions v on v.digest = c.policy_version and v.number > 1`,
  );
  expect(rows.map(({ number }) => number).sort()).toContain(4);
  expect(await axeFaults(supervisor)).toEqual([]);
  await supervisor.context().close();
});

test('R03 R15 R17 an administrator sets by form how texts are read and from when the classifier decides, and sees what that leaves to people', async () => {
  await rig.db.query(
    `insert into classifier.decisions (item_id, decided_at, policy_version, kind, category, severity, language, decided, confidence)
     select gen_random_uuid(), now() + interval '1 day', 'x', 'complaint', 'product', 'minor', 'en', true, g / 1000.0
     from generate_series(1, 1000) g`,
  );
  const page = await rig.open('ada', '/policy?view=change&section=learning');
  const preview = page.getByRole('region', { name: 'What this would leave to people' });
  const from = page.getByRole('group', { name: /^Decided without a person/ });
  await from.getByRole('textbox', { name: 'Category' }).fill('0.7');
  await preview.getByText(/^699 of the last/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  const sections = page.getByRole('navigation', { name: 'Section' });
  await sections.getByRole('button', { name: /^How texts are read/ }).click();
  const tone = page.getByRole('textbox', { name: 'Very upset below the tone' });
  expect(await tone.inputValue()).toBe('-0.45');
  await page.getByText('Words of a threat').click();
  const words = page.getByRole('textbox', { name: 'Words of a threat, English' });
  await words.fill(`${await words.inputValue()}, burn it all down`);
  await words.blur();
  await page.getByText('2 changes, not yet published').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.context().close();
});
