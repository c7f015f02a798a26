// Giving a command to a case as a person does: by its button or the menu on the page of the case, its dialog filled in field by
// field. What a field is comes from the app's own forms, what it is called from its texts. What is under test: not here.
import type { Locator, Page } from 'playwright-core';
import texts from '../../services/console/app/texts/en/case-actions.json' with { type: 'json' };
import type { ConsoleRig, Who } from '../harness/console.ts';

type Field = { name: string; kind: string; label?: string };

// The app's types come from the OpenAPI document, which is made: the tests are checked without it.
const app = new URL('../../services/console/app/case-actions/command-forms.ts', import.meta.url);
const { commandForms } = (await import(app.href)) as {
  commandForms: Record<string, readonly Field[] | undefined>;
};

/** A file as a person chooses it. */
export type Chosen = { name: string; mimeType: string; buffer: Buffer };
/** What is filled in, by field: texts as typed, choices by what they say, yes and no as booleans. */
export type Filled = Record<string, string | boolean | RegExp | Chosen>;

const titles: Record<string, { title: string } | undefined> = texts.commands;
const titleOf = (command: string): string => titles[command]?.title ?? command;

const labelOf = (name: string): string => (texts.fields as Record<string, string>)[name] ?? name;

/** Opens the dialog of a command: by its button at the head, else from the menu. */
export async function openDialog(page: Page, command: string): Promise<Locator> {
  const title = titleOf(command);
  const head = page.getByRole('banner').or(page.locator('header')).last();
  const more = page.getByRole('button', { name: texts.more, exact: true });
  await more.waitFor();
  const button = head.getByRole('button', { name: title, exact: true });
  if ((await button.count()) > 0) await button.first().click();
  else {
    await more.click();
    await page.getByRole('menuitem', { name: title, exact: true }).click();
  }
  const dialog = page.getByRole('dialog', { name: title });
  await dialog.getByRole('button', { name: title }).waitFor();
  return dialog;
}

// Fields that one types into; all others are chosen from a list.
const typed = new Set([
  'text',
  'long',
  'lines',
  'references',
  'number',
  'amount',
  'remedyAmount',
  'instant',
  'otherCase',
]);

async function fillIn(dialog: Locator, command: string, name: string, value: Filled[string]) {
  const field = commandForms[command]?.find((each) => each.name === name);
  const kind = field?.kind ?? 'text';
  const label = labelOf(field?.label ?? name);
  if (kind === 'yesNo') {
    const answer = value === true ? texts.yes : texts.no;
    await dialog
      .getByRole('radiogroup', { name: label })
      .getByText(answer, { exact: true })
      .click();
    return;
  }
  if (typeof value === 'object' && !(value instanceof RegExp)) {
    await dialog.locator('input[type=file]').setInputFiles(value);
    return;
  }
  if (!typed.has(kind)) {
    await dialog.getByRole('combobox', { name: label, exact: true }).click();
    const wanted = value instanceof RegExp ? value : String(value);
    await dialog.page().getByRole('option', { name: wanted }).first().click();
    return;
  }
  // What is needed is marked with an asterisk, which is part of the label's text.
  await dialog.getByLabel(new RegExp(`^${label}( \\*)?$`)).fill(String(value));
}

/** Fills a dialog in, in the order given: what is asked for may depend on what stands above. */
export async function fill(dialog: Locator, command: string, filled: Filled): Promise<void> {
  for (const [name, value] of Object.entries(filled)) await fillIn(dialog, command, name, value);
}

/** Presses the button of an open dialog. */
export const press = (dialog: Locator, command: string): Promise<void> =>
  dialog.getByRole('button', { name: titleOf(command), exact: true }).click();

/** Presses the button of an open dialog and waits until it is done: where another was faster, one reads that and does it all the same. */
export async function finish(dialog: Locator, command: string): Promise<void> {
  await press(dialog, command);
  const again = dialog.getByRole('button', { name: texts.changed.anyway });
  await Promise.any([dialog.waitFor({ state: 'hidden' }), again.waitFor()]);
  if (await again.isVisible()) await again.click();
  await dialog.waitFor({ state: 'hidden' });
}

/** Gives a command by its dialog, and waits until it is done. */
export async function give(page: Page, command: string, filled: Filled = {}): Promise<void> {
  const dialog = await openDialog(page, command);
  await fill(dialog, command, filled);
  await finish(dialog, command);
}

type Entry = { type: string; actor: string; data: Record<string, unknown> };

/** Pages of cases, and what stands on their record. */
export function watch(rigOf: () => ConsoleRig) {
  const caseOf = async (reference: string) =>
    (await (await rigOf().as('sam')).get(`/api/v1/cases/${reference}`)).body as Record<
      string,
      unknown
    > & { timeline: Entry[] };
  return {
    caseOf,
    open: async (who: Who, reference: string): Promise<Page> => {
      const page = await rigOf().open(who, `/cases/${reference}`);
      await page.getByRole('tab').first().waitFor();
      return page;
    },
    /** What the newest entry of a type says. */
    entryOf: async (reference: string, type: string): Promise<Entry['data']> =>
      (await caseOf(reference)).timeline.findLast((entry) => entry.type === type)?.data ?? {},
  };
}

/** A time some days ahead as a field for times takes it, in the zone of the browsers of the rig. */
export const daysAhead = (days: number): string =>
  new Date(Date.now() + days * 86_400_000)
    .toLocaleString('sv', { timeZone: 'Europe/Berlin' })
    .slice(0, 16)
    .replace(' ', 'T');
