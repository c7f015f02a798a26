// A house that uses Redress: `npm start` with a mail server and a simulated X around it, and staff and customers who know nothing of
// it but its pages, its ports and the mails it sends. Nobody here reaches into the database or the API's back.
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { systemClock } from '../../../shared/clock.ts';
import { type MailServer, startMailServer, type TakenMail } from '../../demo/mail-server.ts';
import { launchChromium } from '../../harness/chromium.ts';
import { type CustomerMail, sendMail } from '../../harness/mail-client.ts';
import { eventually, freePort, type RunningProcess, startByNpm } from '../../harness/product.ts';
import { scratchFolder } from '../../harness/scratch.ts';
import { writeConfig } from '../../harness/topology.ts';
import { startXSimulator, type XSimulator } from '../../simulators/x.ts';

const BRAND = '1001';
/** A customer on X who takes direct messages. */
export const ANN_ON_X = '2002';
/** Everybody's password: who is who, is what the stories are about. */
export const PASSWORD = 'nine clouds over the harbour';
const WAIT_S = 60;

/** Who works here; the administrator comes by the link that the start prints, the others by invitation. */
export const staff = {
  ada: { name: 'Ada Admin', email: 'ada@house.test' },
  fay: { name: 'Fay Front', email: 'fay@house.test', role: 'Frontline' },
  sam: { name: 'Sam Super', email: 'sam@house.test', role: 'Supervisor' },
  max: { name: 'Max Manager', email: 'max@house.test', role: 'Department manager' },
  sue: { name: 'Sue Senior', email: 'sue@house.test', role: 'Senior management' },
  rosa: { name: 'Rosa Responder', email: 'rosa@house.test', role: 'Frontline' },
} as const;
export type Who = keyof typeof staff;

export type House = {
  product: RunningProcess;
  mail: MailServer;
  x: XSimulator;
  /** The link that the first start prints. */
  firstLink(): Promise<string>;
  /** A browser of its own at an address, as wide as it is told; a phone has fingers. */
  visit(address: string, width?: number): Promise<Page>;
  /** A browser of its own in which somebody has signed in by the form, led on to a page of the console. */
  signIn(who: Who, path: string, width?: number): Promise<Page>;
  /** Somebody writes a mail to the house. */
  write(mail: CustomerMail): Promise<void>;
  /** Waits for a mail of the house to an address. */
  mailTo(address: string, subject: RegExp): Promise<TakenMail>;
  /** Somebody names the brand in public on X. */
  mention(text: string): void;
  stop(): Promise<number | null>;
};

const contextOf = (browser: Browser, width: number): Promise<BrowserContext> =>
  browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    isMobile: width < 600,
    hasTouch: width < 600,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });

async function startX(): Promise<XSimulator> {
  const x = await startXSimulator({ clock: systemClock });
  x.world.addUser({ id: BRAND, username: 'ourbrand', name: 'Our Brand' });
  x.world.addUser({
    ...{ id: ANN_ON_X, username: 'angry_ann', name: 'Ann' },
    receivesDirectMessages: true,
  });
  x.world.grant('x-token', BRAND);
  return x;
}

/** Chooses the password that a link asks for. */
export async function choosePassword(page: Page, button: string): Promise<void> {
  await page.getByLabel('Choose a password').fill(PASSWORD);
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}

/** Opens the house. Close it by `stop`, which gives the exit code of `npm start`. */
export async function openHouse(): Promise<House> {
  const [mail, x, browser] = await Promise.all([
    startMailServer(systemClock),
    startX(),
    launchChromium(),
  ]);
  const [port, inlet] = [await freePort(), await freePort()];
  const account = { name: 'ourbrand', userId: BRAND, accessToken: 'x-token', apiUrl: x.url };
  const product = await startByNpm({
    REDRESS_DATA: join(scratchFolder(), 'data'),
    PORT: String(port),
    SMTP_INLET_PORT: String(inlet),
    SMTP_URL: mail.smtpUrl,
    REDRESS_CONFIG: writeConfig({ channels: { x: [{ ...account, pollSeconds: 0.5 }] } }),
  });
  const visit = async (address: string, width = 1440): Promise<Page> => {
    const page = await (await contextOf(browser, width)).newPage();
    page.setDefaultTimeout(WAIT_S * 1000);
    await page.goto(address);
    return page;
  };
  return {
    ...{ product, mail, x, visit },
    firstLink: () =>
      eventually('the link', () => /\S+\/console\/join#\S+/.exec(product.output())?.[0]),
    signIn: async (who, path, width) => {
      const to = encodeURIComponent(path);
      const page = await visit(`${product.url}/console/sign-in?to=${to}`, width);
      await page.getByLabel('E-mail').fill(staff[who].email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL(`${product.url}/console${path}`);
      return page;
    },
    write: async (written) => void (await sendMail(inlet, written)),
    mailTo: (address, subject) =>
      eventually(
        `a mail to ${address} about ${subject}`,
        () => mail.mails.find((sent) => sent.to === address && subject.test(sent.subject)),
        WAIT_S,
      ),
    mention: (text) => void x.world.post({ authorId: ANN_ON_X, text, mentions: [BRAND] }),
    stop: async () => {
      await browser.close();
      const code = await product.stop();
      await Promise.all([mail.stop(), x.stop()]);
      return code;
    },
  };
}

/** The address in a mail that leads into the house. */
export const linkIn = ({ text }: TakenMail): string => /https?:\/\/\S+/.exec(text)?.[0] ?? '';
/** The reference that a text names. */
export const referenceIn = (text: string): string => /C-\w{4}-\w{4}/.exec(text)?.[0] ?? '';

/** Opens the form of a command to the case that a page shows, by the menu that has them all. */
export async function open(page: Page, command: string): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: command, exact: true }).click();
}

/** Sends the form of a command, and waits until it is done. */
export async function submit(page: Page, command: string): Promise<void> {
  const form = page.getByRole('dialog');
  await form.getByRole('button', { name: command, exact: true }).click();
  await form.waitFor({ state: 'hidden' });
}

/** Gives a command to the case that a page shows. */
export async function act(
  page: Page,
  command: string,
  fill?: (form: Locator) => Promise<void>,
): Promise<void> {
  await open(page, command);
  await fill?.(page.getByRole('dialog'));
  await submit(page, command);
}

/** Chooses in a list of a form. */
export async function choose(form: Locator, label: string, option: RegExp): Promise<void> {
  await form.getByRole('combobox', { name: label }).click();
  await form.page().getByRole('option', { name: option }).click();
}

const focusedLabel = `(({ ariaLabel, labels, textContent }) => ariaLabel || labels?.[0]?.textContent || textContent)(
  document.activeElement)`;

/** Presses Tab until the named field has the focus: whoever has no mouse gets there so. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses++) {
    const label = String(await page.evaluate(focusedLabel));
    if (name.test(label)) return;
    passed.push(label.trim().slice(0, 60));
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}, only to ${passed.join(', ')}`);
}

/** Goes to a field by Tab and types into it. */
export async function write(page: Page, field: RegExp, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.type(text);
}
