// What a customer wrote as the API shows it: harmless, sandboxed, on record; attachments are downloads whatever they claim (S4–S6).
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId, newTrace } from '#shared/ids.ts';
import { acceptItem } from '#shared/intake.ts';
import { createHtmlReader } from '../../services/cases/shown-mail/html-reader.ts';
import { mailItem } from '../../services/email/mail-item.ts';
import { readMail } from '../../services/email/mime-parse.ts';
import { attackNames } from '../corpus/attacks/markup.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const crlf = (text: string): Uint8Array => Buffer.from(text.replaceAll('\n', '\r\n'));

/** A mail taken in as the connectors do; gives the reference of its case. */
async function mailed(raw: Uint8Array): Promise<string> {
  const { clock, shell, database } = rig;
  const arrival = { connector: 'smtp-inlet', receivedAt: clock.now() };
  const item = mailItem(raw, await readMail(raw), arrival, shell.signer);
  const dedupKey = createHash('sha256').update(newId()).digest('hex');
  await database.db.transaction((tx) => acceptItem(tx, { ...item, dedupKey, trace: newTrace() }));
  const [row] = await rig.query<{ received: never }>(
    'select received from intake.items where dedup_key = $1',
    [dedupKey],
  );
  return (await rig.deliver(row?.received as never)).reference;
}

type Item = { itemId: string; attachments: { name: string; sha256: string; bytes: number }[] };
async function itemsOf(reference: string): Promise<Item[]> {
  return (await rig.api('fred').get(`/api/v1/cases/${reference}`)).body.items as Item[];
}
const ask = (path: string, who = 'fred') =>
  fetch(`${rig.base}${path}`, { headers: { authorization: rig.api(who).authorization } });

const html = crlf(`From: Ann <ann@customer.test>
To: care@redress.test
Subject: <img src=x onerror=boom()>
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

<html><body><p onclick="boom()">My <b>parcel</b><script>boom()</script>
<img src="https://evil.test/p.gif"></p><div class="gmail_quote">what you wrote</div></body></html>
`);

test('S1 S3 R72 a mail is shown harmless, in a sandbox that asks for nothing, and it is on record', async () => {
  const reference = await mailed(html);
  const [item] = await itemsOf(reference);
  const path = `/api/v1/cases/${reference}/items/${item?.itemId}/html`;
  const answer = await ask(path);
  const body = await answer.text();
  expect(answer.status).toBe(200);
  expect(body).toContain('<p>My <b>parcel</b>');
  expect(body).toContain('<details data-part="quoted">');
  expect(body).not.toMatch(/boom|evil\.test|<script/);
  expect(answer.headers.get('redress-images-left-out')).toBe('1');
  expect(answer.headers.get('redress-shown-from')).toBe('html');
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^sandbox [a-z -]+; default-src 'none'/);
  expect(policy).not.toMatch(/allow-scripts|allow-forms|allow-top|script-src/);
  const reads = await rig.api('audrey').get(`/api/v1/cases/${reference}/reads`);
  expect(JSON.stringify(reads.body)).toContain('"part":"message"');
  expect((await fetch(`${rig.base}${path}`)).status).toBe(401);
  const { reference: other } = await rig.say();
  expect((await ask(path.replace(reference, other))).status).toBe(404);
});

test('S2 what is no mail is shown by its text, markup and all', async () => {
  const { reference } = await rig.say({ channel: 'form', text: '<b onclick=boom()>x</b>\n> y' });
  const [item] = await itemsOf(reference);
  const answer = await ask(`/api/v1/cases/${reference}/items/${item?.itemId}/html`);
  expect(answer.headers.get('redress-shown-from')).toBe('text');
  expect(await answer.text()).toContain('&lt;b onclick=boom()&gt;x&lt;/b&gt;');
});

test('S4 S5 S6 an attachment is a download of bytes, whatever its name and type claim', async () => {
  const part = (name: string) => `--B
Content-Type: text/html; name*=UTF-8''${encodeURIComponent(name.toWellFormed())}
Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name.toWellFormed())}

<script>boom()</script>
`;
  const raw = crlf(`From: Ann <ann@customer.test>
Subject: files
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/plain

see files
${attackNames.map(part).join('')}--B--
`);
  const reference = await mailed(raw);
  const [item] = await itemsOf(reference);
  expect(item?.attachments.length).toBe(attackNames.length);
  for (const { sha256, name, bytes } of item?.attachments ?? []) {
    expect(name).not.toMatch(/[\u0000-\u001f\u200b\u202e/\\]/);
    expect(bytes).toBeGreaterThan(0);
    const path = `/api/v1/cases/${reference}/items/${item?.itemId}/attachments/${sha256}`;
    const answer = await ask(path);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[\w ()+-][\w .()+-]*"; filename\*=UTF-8''[\w.%-]+$/,
    );
    await answer.arrayBuffer();
  }
});

test('S35 a mail that takes too long is shown by its text, and the next one is read again', async () => {
  const reader = createHtmlReader(1);
  const slow = crlf(`Subject: x\nContent-Type: text/html\n\n${'<div>'.repeat(40_000)}`);
  expect(await reader.read(slow)).toBeUndefined();
  const patient = createHtmlReader();
  const [first, second] = await Promise.all([patient.read(slow), patient.read(html)]);
  expect(first?.html.length).toBeLessThan(10_000);
  expect(second?.html).toContain('<b>parcel</b>');
});
