// The page of a case in a real browser: two who answer at once, words kept, attacks that stay words, the keyboard, the printer.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { takeMail } from '../../console/stage-case.ts';
import { attackMarkup, attackNames } from '../../corpus/attacks/markup.ts';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
let kettle: string;
beforeAll(async () => {
  rig = await startConsole();
  kettle = await rig.complain({
    name: 'Ann Customer',
    subject: 'Broken kettle',
    message: 'The kettle arrived broken and nobody answers the phone.',
  });
});
afterEach(async () => {
  for (const context of rig.browser.contexts()) await context.close();
});
afterAll(() => rig.stop());

const shown = async (page: Page): Promise<Page> => {
  await page.getByRole('tab').first().waitFor();
  return page;
};
const open = async (who: Parameters<ConsoleRig['open']>[0], reference: string, look = {}) =>
  shown(await rig.open(who, `/cases/${reference}`, look));

const mailed = (raw: string) => takeMail(rig, raw.replaceAll('\n', '\r\n'));

describe('two who answer', () => {
  test('R22 nothing typed is lost when another was faster: one sees what they did and chooses', async () => {
    const [fay, finn] = [await open('fay', kettle), await open('finn', kettle)];
    await finn.keyboard.press('r');
    await finn.keyboard.type('Dear Ann, please send us a photo.');
    await finn.getByText('Draft kept').waitFor();
    await fay.keyboard.press('r');
    await fay.keyboard.type('Dear Ann, a new kettle is on its way.');
    await fay.keyboard.press('Control+Enter');
    await fay.getByText('Sent to the customer').waitFor();
    await finn.keyboard.press('Control+Enter');
    const notice = finn.getByRole('alertdialog', { name: 'Somebody was faster' });
    await notice.getByText('Fay Front').first().waitFor();
    await notice.getByText('a new kettle is on its way').waitFor();
    const typed = finn.getByRole('textbox', { name: 'Reply' });
    expect(await typed.inputValue()).toBe('Dear Ann, please send us a photo.');
    await notice.getByRole('button', { name: 'Send mine too' }).click();
    await finn.getByText('Sent to the customer').waitFor();
    await notice.waitFor({ state: 'hidden' });
    expect(await typed.inputValue()).toBe('');
    const said = finn.getByRole('region', { name: 'Conversation' });
    await said.getByText('please send us a photo').waitFor();
    await said.getByText('a new kettle is on its way').waitFor();
  });

  test('what was typed is there after the window was lost, and the other is told that one answers', async () => {
    const fay = await open('fay', kettle);
    await fay.keyboard.press('n');
    await fay.keyboard.type('The warehouse has two of them.');
    await fay.getByText('Draft kept').waitFor();
    await fay.reload();
    await shown(fay);
    const note = fay.getByRole('textbox', { name: 'Note' });
    await note.waitFor();
    await expect.poll(() => note.inputValue()).toBe('The warehouse has two of them.');
    await note.focus();
    await fay.keyboard.type(' Three.');
    await fay.getByText('Draft kept').waitFor();
    const sam = await open('sam', kettle);
    await sam.getByText('Fay Front is answering').waitFor();
    await note.focus();
    await fay.keyboard.press('Control+Enter');
    await fay.getByText('The warehouse has two of them. Three.').first().waitFor();
  });
});

test('seven windows of one browser all open and follow the case; what oneself wrote elsewhere meanwhile is no conflict', async () => {
  const reference = await rig.complain({ message: 'The lamp is broken and nobody answers.' });
  const first = await open('fay', reference);
  const others = await Promise.all([2, 3, 4, 5, 6, 7].map(() => first.context().newPage()));
  // Without HTTP/2 a browser has six connections to a server: not one for each window.
  await Promise.all(others.map((page) => page.goto(`${rig.url}/console/cases/${reference}`)));
  const windows = [first, ...others];
  await Promise.all(windows.map(shown));
  await (await rig.as('sam')).command(reference, 'note', { text: 'Ask the carrier.' });
  for (const page of windows) await page.getByText('Ask the carrier.').first().waitFor();
  await first.getByRole('button', { name: 'Take over' }).click();
  const dialog = first.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Take over' }).waitFor();
  await (await rig.as('fay')).command(reference, 'note', { text: 'I asked them.' });
  await dialog.getByRole('button', { name: 'Take over' }).click();
  await dialog.waitFor({ state: 'hidden' });
});

describe('attacks', () => {
  test('S1 S2 S3 S6 no script runs and no request leaves, in mails, subjects, names and files', async () => {
    const attacks = attackMarkup.filter((_, index) => index % 10 < 3);
    const names = attackNames.map((name) => encodeURIComponent(name.toWellFormed()));
    const files = names.map(
      (name) => `--B
Content-Type: text/html
Content-Disposition: attachment; filename*=UTF-8''${name}

<script>boom()</script>
`,
    );
    const reference =
      await mailed(`From: =?utf-8?Q?=3Cimg_src=3Dx_onerror=3Dboom()=3E?= <eve@evil.test>
Subject: =?utf-8?Q?=3Cscript=3Eboom()=3C/script=3E?= javascript:boom()
Message-ID: <attack@evil.test>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/html; charset=utf-8

<p>The parcel never came and I am angry.</p>
${attacks.join('\n<hr>\n')}
${files.join('')}--B--
`);
    const page = await rig.open('fay', '/nowhere');
    const ran: string[] = [];
    const left: string[] = [];
    await page.exposeFunction('boom', () => void ran.push('boom'));
    page.on('dialog', (dialog) => {
      ran.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(rig.url) && !/^(?:data|about|blob):/.test(url)) left.push(url);
    });
    await page.goto(`${rig.url}/console/cases/${reference}`);
    await shown(page);
    const frame = page.frameLocator('article iframe').first();
    await frame.getByText('The parcel never came').waitFor();
    await page.getByText('pictures from outside were not loaded').waitFor();
    const height = () =>
      page
        .locator('article iframe')
        .first()
        .evaluate((at) => at.clientHeight);
    await expect.poll(height).toBeGreaterThan(200);
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText('Case opened').waitFor();
    expect({ ran, left }).toEqual({ ran: [], left: [] });
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('<script>');
    const sandbox = await page.locator('article iframe').first().getAttribute('sandbox');
    expect(sandbox).not.toContain('allow-scripts');
  });
});

describe('the page', () => {
  test('R15 a wrong category is corrected by two clicks, and the words of evidence are marked', async () => {
    const sam = await open('sam', kettle);
    await sam.getByRole('switch', { name: 'Mark these words in the messages' }).click();
    const frame = sam.frameLocator('article iframe').first();
    await frame.locator('mark').first().waitFor();
    await sam.getByRole('combobox', { name: 'Kind' }).click();
    await sam.getByRole('option', { name: 'Inquiry' }).click();
    const api = await rig.as('sam');
    await expect
      .poll(async () => (await api.get(`/api/v1/cases/${kettle}`)).body.kind)
      .toBe('inquiry');
  });

  test('R22 a reply is shown as it will be sent, in another language too', async () => {
    const page = await open('fay', kettle);
    await page.keyboard.press('r');
    await page.keyboard.type('Noch ein Wort.');
    await page
      .getByRole('region', { name: 'Write' })
      .getByRole('combobox', { name: 'Language' })
      .click();
    await page.getByRole('option', { name: 'German' }).click();
    await page.getByRole('button', { name: 'Preview' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('To ada@customer.test').waitFor();
    const mail = dialog.frameLocator('iframe');
    await mail.getByText('Noch ein Wort.').waitFor();
    await mail.getByText('Ihre Vorgangsnummer').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    // Acknowledged by now, an answer can go out in a letter of its own instead of as news on the case.
    await page.getByRole('combobox', { name: 'Template' }).click();
    await page.getByRole('option', { name: 'Answer' }).click();
    await page.getByRole('button', { name: 'Preview' }).click();
    await mail.getByText('Noch ein Wort.').waitFor();
    expect(await mail.getByText('Neues zu Ihrem Vorgang').count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  test('R17 under a suspension it says why nothing can be sent, and notes can be written', async () => {
    const reference = await rig.complain({ message: 'You will regret this parcel. Never again.' });
    await (await rig.as('fay')).command(reference, 'mark-threatening', { reason: 'a threat' });
    const page = await open('fay', reference);
    await page.getByText('nothing goes out until a manager decides').first().waitFor();
    await page.keyboard.press('r');
    await page.keyboard.type('Hello');
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.keyboard.type('Told security.');
    await page.keyboard.press('Control+Enter');
    const said = page.getByRole('region', { name: 'Conversation' });
    await said.getByText('Told security.').waitFor();
  });

  test('R70 the badge is green when the record was proven now, and red when it is not whole', async () => {
    const reference = await rig.complain({ message: 'The bill is wrong by ten euros.' });
    const page = await open('otto', reference);
    await page.getByRole('button', { name: 'Record verified' }).click();
    await page.getByText('none is missing').waitFor();
    await rig.db.transaction(async (tx) => {
      await tx.query('alter table cases.case_timeline disable trigger case_timeline_append_only');
      await tx.query(
        `update cases.case_timeline t set actor = 'staff:eve' from cases.cases c
         where c.case_id = t.case_id and c.reference = $1 and t.version = 1`,
        [reference],
      );
      await tx.query('alter table cases.case_timeline enable trigger case_timeline_append_only');
    });
    await page.reload();
    await page.getByRole('button', { name: 'Record broken' }).waitFor();
  });

  test('a case prints whole: all that was said and done, nothing to press', async () => {
    const page = await open('sam', kettle);
    await page.frameLocator('article iframe').first().getByText('nobody answers').waitFor();
    // What is on paper is made when the printer asks, and gone afterwards.
    await page.evaluate(`new MutationObserver(() => {
      window.onPaper ??= document.querySelector('[class*="printed"]')?.textContent;
    }).observe(document.body, { childList: true, subtree: true })`);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(20_000);
    const onPaper = String(await page.evaluate('window.onPaper'));
    expect(onPaper).toContain('nobody answers the phone');
    expect(onPaper).toContain('a new kettle is on its way');
    expect(onPaper).toContain('Case opened');
    await page.setViewportSize({ width: 720, height: 1000 });
    await page.emulateMedia({ media: 'print' });
    await page.getByText('nobody answers the phone').filter({ visible: true }).waitFor();
    await page.getByText('Case opened').filter({ visible: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Send', exact: true }).isVisible()).toBe(false);
    expect(await page.getByRole('textbox', { name: 'Reply' }).isVisible()).toBe(false);
    const cut = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(cut).toBe(false);
  });

  // Both tabs; light and wide: every-page.test.ts.
  test('axe finds nothing serious on a phone, dark and in German, and nothing is wider than it', async () => {
    const page = await open('sam', kettle, { width: PHONE, dark: true, locale: 'de-DE' });
    await page.frameLocator('article iframe').first().getByText('nobody answers').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('tab').nth(1).click();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
