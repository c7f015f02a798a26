// Dialogs about the case as a whole: held, linked, merged, acknowledged by mouth; and two people in one case at the same time. The
// others: dialogs.test.ts.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fill, give, openDialog, press, watch } from '../../console/give-command.ts';
import { type ConsoleRig, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterEach(async () => {
  for (const context of rig.browser.contexts()) await context.close();
});
afterAll(() => rig.stop());

const { open, caseOf } = watch(() => rig);

const complain = (subject: string) =>
  rig.complain({
    name: 'Ann Customer',
    subject,
    message: 'The kettle arrived broken and I want it replaced.',
  });

test('R71 an administrator holds a case and releases it; who else looks finds neither', async () => {
  const reference = await complain('Legal hold');
  const ada = await open('ada', reference);
  await give(ada, 'hold', { reason: 'a court asks' });
  await ada.getByText('Legal hold', { exact: true }).first().waitFor();
  expect(await caseOf(reference)).toMatchObject({ legalHold: true });
  await give(ada, 'release', { reason: 'the court is done' });
  expect((await caseOf(reference)).legalHold).toBeUndefined();
  const sam = await open('sam', reference);
  await sam.getByRole('button', { name: 'More', exact: true }).click();
  await sam.getByRole('menuitem').first().waitFor();
  expect(await sam.getByRole('menuitem', { name: 'Hold (legal)' }).count()).toBe(0);
});

test('nothing is overwritten: a dialog whose case was changed meanwhile shows by whom, and does it when asked again', async () => {
  const reference = await complain('Two at once');
  const fay = await open('fay', reference);
  const dialog = await openDialog(fay, 'note');
  await fill(dialog, 'note', { text: 'Mine.' });
  await (await rig.as('finn')).command(reference, 'note', { text: 'Theirs.' });
  await press(dialog, 'note');
  await dialog.getByText('Somebody was faster').waitFor();
  await dialog.getByText(/Finn Front/).waitFor();
  expect(await dialog.getByRole('textbox', { name: 'Text', exact: true }).inputValue()).toBe(
    'Mine.',
  );
  await dialog.getByRole('button', { name: 'Do it all the same' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const notes = (await caseOf(reference)).timeline.filter(({ type }) => type === 'note.added');
  expect(notes.map(({ data }) => data.text)).toEqual(['Theirs.', 'Mine.']);
});

test('R30 a case is linked, merged into another of its customer, and taken out again as it was', async () => {
  const [first, second] = [
    await complain('The first kettle'),
    await complain('The same kettle again'),
  ];
  const sam = await open('sam', second);
  const link = await openDialog(sam, 'link');
  await fill(link, 'link', { to: 'C-0000-0000', reason: 'the same kettle' });
  await press(link, 'link');
  await link.getByText('There is no case C-0000-0000 (to).').waitFor();
  await fill(link, 'link', { to: first });
  await press(link, 'link');
  await link.waitFor({ state: 'hidden' });
  await sam.getByText('Linked with', { exact: true }).waitFor();
  await give(sam, 'unlink', { to: first, reason: 'better merged' });
  await give(sam, 'merge', { into: first, reason: 'the same kettle' });
  await sam.getByText('Goes on in', { exact: true }).waitFor();
  expect(await caseOf(second)).toMatchObject({ status: 'merged', deadlines: [] });
  await sam.getByRole('link', { name: first }).first().click();
  await sam.getByText('Holds the story of', { exact: true }).waitFor();
  await sam.goBack();
  await give(sam, 'unmerge', { from: first, reason: 'two kettles after all' });
  expect(await caseOf(second)).toMatchObject({ status: 'new' });
  expect((await caseOf(first)).tookIn).toEqual([]);
});

test('R07 R10 whoever has no e-mail address is told in person, and that is the acknowledgement', async () => {
  const logged = await (await rig.as('fay')).post('/api/v1/cases', {
    channel: 'phone',
    customerName: 'Paul Phone',
    phone: '+49 30 5551',
    message: 'The kettle leaks and nobody told me why.',
  });
  const reference = String(logged.body.reference);
  await expect.poll(async () => (await caseOf(reference)).status, { timeout: 30_000 }).toBe('new');
  const fay = await open('fay', reference);
  await give(fay, 'acknowledge-in-person', { how: 'Phone', note: 'rang at once' });
  expect(await caseOf(reference)).toMatchObject({
    acknowledgement: { state: 'done', how: 'phone' },
  });
});
