// What attackers try on the console itself, in a real browser by the sessions of its users: words that would run, odd addresses, other
// sites, forged headers, rights that were taken away. S1–S3, S6 on a case: case.test.ts; S9: objects.test.ts; S24, S28–S30: getting-in.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takeMail } from '../../console/stage-case.ts';
import { attackNames } from '../../corpus/attacks/markup.ts';
import { type ConsoleRig, settled, startConsole, type Who } from '../../harness/console.ts';
import { eventually } from '../../harness/product.ts';

let rig: ConsoleRig;
let reference: string;
const hostile = `<img src=x onerror=boom()>"'javascript:boom()\u202egpj.exe\u200b`;
beforeAll(async () => {
  rig = await startConsole();
  reference = await takeMail(rig, hostileMail().replaceAll('\n', '\r\n'));
});
afterAll(() => rig.stop());

/** A mail whose every field would run, of a sender who is set aside as well. */
function hostileMail(): string {
  const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  const name = encodeURIComponent(attackNames[0]?.toWellFormed() ?? '');
  return `From: ${word(hostile)} <eve@evil.test>
Subject: ${word(`${hostile} the parcel never came`)}
Message-ID: <every@evil.test>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/plain; charset=utf-8

The parcel never came. ${hostile}
--B
Content-Type: image/png
Content-Disposition: attachment; filename*=UTF-8''${name}

<script>boom()</script>
--B--
`;
}

type Watched = { ran: string[]; left: string[] };

/** Notes what runs that should not, and what is asked for outside. */
async function watch(page: Page): Promise<Watched> {
  const watched: Watched = { ran: [], left: [] };
  await page.exposeFunction('boom', () => void watched.ran.push('boom'));
  page.on('dialog', (dialog) => {
    watched.ran.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(rig.url) && !/^(?:data|about|blob):/.test(url)) watched.left.push(url);
  });
  return watched;
}

const shownOn: [Who, string][] = [
  ['sam', '/work?scope=all'],
  ['sam', '/board'],
  ['sue', '/overview/cases?open=true'],
  ['ada', '/caught-mail'],
  ['ada', '/reads'],
];

test('S1 S2 S5 a hostile subject and name stay words on every page that lists them; no link of theirs runs', async () => {
  for (const [who, path] of shownOn) {
    const page = await rig.open(who, '/nowhere');
    const watched = await watch(page);
    await page.goto(`${rig.url}/console${path}`);
    await settled(page);
    const links = await page
      .locator('a[href]')
      .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).protocol));
    expect([path, watched, [...new Set(links)]]).toEqual([
      path,
      { ran: [], left: [] },
      [new URL(rig.url).protocol],
    ]);
    await page.context().close();
  }
});

test('S4 S5 S6 an attachment that lies is a download of our own naming, never a page', async () => {
  const page = await rig.open('fay', `/cases/${reference}`);
  const watched = await watch(page);
  const link = page.getByRole('main').locator('a[href*="/attachments/"]').first();
  await link.waitFor();
  const href = (await link.getAttribute('href')) ?? '';
  const answer = await page.request.get(new URL(href, rig.url).href);
  const headers = answer.headers();
  expect(answer.status()).toBe(200);
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['content-disposition']).toMatch(/^attachment; filename/);
  expect(headers['content-disposition']).not.toMatch(/[\u0000-\u001f\u200b\u202e<>]|\.\./);
  expect(headers['content-type']).not.toMatch(/html|svg|xml|javascript/);
  expect(headers['content-security-policy']).toMatch(/default-src 'none'|sandbox/);
  expect(watched).toEqual({ ran: [], left: [] });
  await page.context().close();
});

test('S22 an address with odd filters shows its page, or says what is wrong; nothing of it reaches SQL', async () => {
  const odd = `'; drop table cases.cases; --`;
  const page = await rig.open('sam', '/nowhere');
  const watched = await watch(page);
  for (const path of [
    `/work?scope=${odd}&sort=${odd}&severity=${odd}&q=${odd}`,
    `/work?q=%00&scope=all`,
    `/board?team=${odd}`,
    `/approvals?list=${odd}&at=${odd}`,
    `/triage?kind=${odd}&tab=${odd}`,
    `/overview?from=${odd}&channel=${odd}`,
    `/overview/cases?sort=${odd}&assignee=${odd}`,
    `/cases/${encodeURIComponent(odd)}`,
    '/cases/..%2f..%2fpolicy',
    `/corrective-actions?show=${odd}`,
  ]) {
    await page.goto(`${rig.url}/console${path}`);
    await settled(page);
    expect([path, await page.getByRole('heading', { level: 1 }).count()]).toEqual([path, 1]);
  }
  expect(watched).toEqual({ ran: [], left: [] });
  const [row] = await rig.db.query<{ n: number }>('select count(*)::int as n from cases.cases', []);
  expect(row?.n).toBeGreaterThan(0);
  await page.context().close();
});

/** Asks as the page itself would, with its cookie and its token. */
const asPage = (page: Page, method: string, path: string, body: unknown): Promise<number> =>
  page.evaluate(
    async ({ method, path, body }) => {
      const { csrfToken } = await (await fetch('/api/v1/session')).json();
      const answer = await fetch(path, {
        method,
        headers: { 'content-type': 'application/json', 'x-csrf-token': csrfToken },
        body: JSON.stringify(body),
      });
      return answer.status;
    },
    { method, path, body },
  );

test('S23 nobody slips more into what the console sends than it has: role, approval, version, owner', async () => {
  const page = await rig.open('fay', `/cases/${reference}`);
  await settled(page);
  const before = await rig.db.query('select role, version from people.staff order by email');
  for (const [method, path, body] of [
    ['POST', `/api/v1/cases/${reference}/note`, { text: 'x', approvalLevel: 'minor' }],
    ['POST', `/api/v1/cases/${reference}/take-over`, { assignee: 'ada', role: 'admin' }],
    [
      'POST',
      `/api/v1/cases/${reference}/propose-remedy`,
      { option: 'apology', reason: 'x', state: 'approved' },
    ],
    ['PUT', '/api/v1/preferences', { role: 'admin' }],
    ['PATCH', '/api/v1/account', { name: 'Fay', role: 'admin' }],
  ] as const)
    expect([path, await asPage(page, method, path, body)]).toEqual([path, 400]);
  expect(await rig.db.query('select role, version from people.staff order by email')).toEqual(
    before,
  );
  await page.context().close();
});

test('S25 who is given less may do less from the next click on, in a page that was open before', async () => {
  const page = await rig.open('finn', `/cases/${reference}`);
  await settled(page);
  const note = { text: 'Called, nobody there.' };
  const path = `/api/v1/cases/${reference}/note`;
  expect(await asPage(page, 'POST', path, note)).toBe(200);
  const ada = await rig.open('ada', '/people');
  await settled(ada);
  const [finn] = await rig.db.query<{ id: string }>(
    `select staff_id as id from people.staff where email = 'finn@redress.test'`,
    [],
  );
  const account = `/api/v1/staff/accounts/${finn?.id}`;
  expect(await asPage(ada, 'PATCH', account, { role: 'auditor' })).toBe(200);
  await page.reload();
  await page.waitForURL(/\/console\/sign-in/);
  const back = await rig.open('finn', `/cases/${reference}`);
  await settled(back);
  expect(await asPage(back, 'POST', path, note)).toBe(403);
  for (const each of [page, ada, back]) await each.context().close();
});

test('S26 what listens for changes takes no odd beginning', async () => {
  const page = await rig.open('max', '/work');
  await settled(page);
  const statuses = await page.evaluate(async () => {
    const given = [];
    for (const id of ['-1', '1e99', "' or 1=1", 'x'.repeat(5000), '\u00e9'])
      given.push(
        await fetch('/api/v1/changes', { headers: { 'Last-Event-ID': id } }).then(
          async ({ status, body }) => {
            await body?.cancel();
            return status;
          },
        ),
      );
    return given;
  });
  expect(statuses.filter((status) => status >= 500)).toEqual([]);
  await page.context().close();
});

test('S27 a header that says who one is makes nobody of anybody', async () => {
  const page = await rig.open(undefined, '/sign-in');
  await page.setExtraHTTPHeaders({
    ...{ 'remote-user': 'ada@redress.test', 'x-forwarded-user': 'ada@redress.test' },
    ...{ 'x-remote-user': 'ada@redress.test', 'x-auth-request-email': 'ada@redress.test' },
    ...{ 'x-forwarded-email': 'ada@redress.test', forwarded: 'for=127.0.0.1;by=ada' },
  });
  await page.goto(`${rig.url}/console/people`);
  await page.waitForURL(/\/console\/sign-in/);
  expect((await page.request.get(`${rig.url}/api/v1/staff/accounts`)).status()).toBe(401);
  await page.context().close();
});

test('S31 another site that our user visits changes nothing by their cookie: no form, no script, no frame', async () => {
  const path = `${rig.url}/api/v1/cases/${reference}/note`;
  const other = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<title>evil</title>
      <form method="post" action="${path}" enctype="text/plain" target="f"><input name='{"text":"' value='evil"}'></form>
      <iframe name="f"></iframe><iframe name="g" src="${rig.url}/console/work"></iframe>`);
  });
  await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve));
  const notes = () =>
    rig.db.query(`select 1 from cases.case_timeline where data ->> 'text' like '%evil%'`);
  // By itself: the browser's own words about what it does not let happen are what is wanted here.
  const context = await rig.browser.newContext();
  const signedIn = await rig.open('sam', '/work');
  await context.addCookies(await signedIn.context().cookies());
  const page = await context.newPage();
  await page.goto(`http://localhost:${(other.address() as AddressInfo).port}/`);
  await page.evaluate(() => document.forms[0]?.submit());
  const sent = await page.evaluate(
    async (url) =>
      Promise.all(
        ['text/plain', 'application/json', 'application/x-www-form-urlencoded'].map((type) =>
          fetch(url, {
            method: 'POST',
            credentials: 'include',
            headers: { 'content-type': type },
            body: '{"text":"evil"}',
          }).then(
            ({ status }) => status,
            () => 'refused',
          ),
        ),
      ),
    path,
  );
  expect(sent).toEqual(['refused', 'refused', 'refused']);
  const framed = await eventually('the frame to be refused', () =>
    page.frame('g')?.url().startsWith('chrome-error:') ? 'refused' : undefined,
  );
  expect(framed).toBe('refused');
  expect(await notes()).toEqual([]);
  await context.close();
  await signedIn.context().close();
  await new Promise((resolve) => other.close(resolve));
});
