// The policy in a real browser: a fault at its line, a change in words, published; the next case follows it, the open one keeps its own.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

const message = 'The parcel arrived broken and nobody answers. I want my money back.';
const versionOf = async (reference: string) => {
  const [row] = await rig.db.query<{ number: number }>(
    `select v.number from cases.cases c join cases.policy_versions v on v.digest = c.policy_version
     where c.reference = $1`,
    [reference],
  );
  return row?.number;
};

test('R32 R73 a policy change is published and followed by the next case, while the open one keeps its own', async () => {
  const before = await rig.complain({ name: 'Ann', message });
  const page = await rig.open('ada', '/policy');
  await page.getByText(/Questions about the policy\? Ask /).waitFor();
  const editor = page.getByRole('textbox', { name: 'The policy as YAML' });
  await editor.fill('currency: CHF\nacknowledgement:\n  withinHuors: 4\n');
  await page.getByText(/Line 3: acknowledgement\.withinHuors/).waitFor();
  await editor.fill('currency: CHF\nacknowledgement:\n  withinHours: 4\n');
  await page.getByText(/becomes CHF, it was EUR/).waitFor();
  await page.getByLabel('Why you change it').fill('faster');
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('listitem').filter({ hasText: 'faster' }).waitFor();
  const after = await rig.complain({ name: 'Bob', message: `${message} Order 12.` });
  expect([await versionOf(before), await versionOf(after)]).toEqual([1, 2]);
});
