// Getting in, in a real browser on the whole product: the first administrator, the second factor, passkeys, forgotten passwords.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeAt } from '../../../services/console/sign-in/totp.ts';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';
import { eventually, freePort } from '../../harness/product.ts';

const PASSWORD = 'nine clouds over the harbour';
let rig: ConsoleRig;
let base: string;
beforeAll(async () => {
  const port = await freePort();
  // Passkeys are bound to a name: addresses of numbers have none.
  base = `http://localhost:${port}`;
  rig = await startConsole({ environment: { PORT: String(port), PUBLIC_URL: base } });
});
afterAll(() => rig.stop());

async function visit(
  path: string,
  look: { dark?: boolean; phone?: boolean; locale?: string } = {},
) {
  const context = await rig.browser.newContext({
    viewport: look.phone ? { width: PHONE, height: 844 } : { width: 1440, height: 900 },
    colorScheme: look.dark ? 'dark' : 'light',
    locale: look.locale ?? 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(path.startsWith('http') ? path : `${base}/console${path}`);
  return page;
}

const inside = (page: Page) => page.getByRole('navigation', { name: 'Pages' }).waitFor();

async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('S24 the first administrator: the link that the start prints, a password, an authenticator app, signed in', async () => {
  const [hint = ''] = await rig.redress.hints();
  const link = /http:\S+/.exec(hint)?.[0] ?? '';
  const page = await visit(link);
  await page.getByRole('heading', { name: 'Welcome to Redress' }).waitFor();
  // What lets in is not left in the address, where a history or a colleague would find it.
  expect(page.url()).toBe(`${base}/console/join`);
  expect(await axeFaults(page)).toEqual([]);
  await page.getByLabel('Your name').fill('Grace Hopper');
  await page.getByLabel('E-mail').fill('grace@redress.test');
  const password = page.getByLabel('Choose a password');
  await password.fill('password1234');
  await page.getByRole('button', { name: 'Begin' }).click();
  await page
    .getByRole('alert')
    .getByText(/guessed first/)
    .waitFor();
  await password.fill(PASSWORD);
  await page.getByRole('button', { name: 'Begin' }).click();
  await inside(page);

  await page.goto(`${base}/console/account`);
  await page.getByRole('button', { name: 'Set up the app' }).click();
  const dialog = page.getByRole('dialog');
  const secret = await dialog.getByText(/^[A-Z2-7]{32}$/).textContent();
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByLabel('The code that it shows now').fill(codeAt(secret ?? '', new Date()));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await dialog.getByRole('button', { name: 'I have kept them' }).waitFor();
  const codes = await dialog.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/).allTextContents();
  expect(codes).toHaveLength(10);
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('10 recovery codes left').waitFor();

  const again = await visit('/sign-in?to=%2Faccount', { phone: true, dark: true });
  await signIn(again, 'grace@redress.test');
  await again.getByRole('heading', { name: 'One more step' }).waitFor();
  expect(await axeFaults(again)).toEqual([]);
  await again.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await again.getByLabel('Recovery code').fill(codes[0] ?? '');
  await again.getByRole('button', { name: 'Continue' }).click();
  await again.getByText('9 recovery codes left').waitFor();
  expect(new URL(again.url()).pathname).toBe('/console/account');

  const used = await visit(link);
  await used.getByRole('heading', { name: 'This link is not good any more' }).waitFor();
  expect(await rig.redress.hints()).toEqual([]);
});

test('S28 S30 a wrong password says so and no more, and signing in never leads out of the console', async () => {
  const page = await visit('/sign-in?to=%2F%2Fevil.test', { dark: true });
  expect(await axeFaults(page)).toEqual([]);
  await signIn(page, 'nobody@redress.test');
  await page
    .getByRole('alert')
    .getByText('The e-mail address or the password is not right.')
    .waitFor();
  await signIn(page, 'grace@redress.test');
  await page.getByRole('heading', { name: 'One more step' }).waitFor();
  const german = await visit('/sign-in', { locale: 'de-DE', phone: true });
  await german.getByRole('button', { name: 'Anmelden', exact: true }).waitFor();
  expect(await axeFaults(german)).toEqual([]);
});

test('S29 a forgotten password: whoever asks hears the same, the mail is good once', async () => {
  const page = await visit('/forgotten');
  await page.getByLabel('E-mail').fill('sam@redress.test');
  await page.getByRole('button', { name: 'Mail me a link' }).click();
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  const [row] = await rig.db.query<{ url: string }>(
    `select payload -> 'values' ->> 'accessUrl' as url from bus.events
     where topic = 'message.requested.v1' and payload ->> 'purpose' = 'password-reset'`,
  );
  await eventually('the mail to be sent', async () => {
    const mails = await rig.db.query<{ state: string }>(
      "select state from notifier.messages where purpose = 'password-reset'",
    );
    return mails.length === 1 && mails[0]?.state === 'sent';
  });
  const reset = await visit(row?.url ?? '');
  await reset.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  await reset.getByLabel('Choose a password').fill(PASSWORD);
  await reset.getByRole('button', { name: 'Choose and sign in' }).click();
  await inside(reset);
  const other = await visit('/sign-in?to=%2Faccount');
  await signIn(other, 'sam@redress.test');
  await other.getByRole('heading', { name: 'My account' }).waitFor();
});

test('a passkey is added and signs in by itself, on an authenticator of Chromium', async () => {
  const page = await visit('/sign-in?to=%2Faccount');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await signIn(page, 'sam@redress.test');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What do you call it?').fill('My laptop');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await page.getByText('My laptop').waitFor();
  await page.context().clearCookies();
  await page.goto(`${base}/console/sign-in?to=%2Faccount`);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByRole('heading', { name: 'My account' }).waitFor();
  const [kept] = await rig.db.query<{ counter: number; way: string }>(
    `select k.counter, e.way from people.passkeys k join people.sessions e using (staff_id)
     where e.way = 'passkey' and e.second_factor`,
  );
  expect(kept?.counter).toBeGreaterThan(0);
});
