// The running product under attack from outside: robots that answer each other, markup in every field, a terminal, a proxy.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadPolicy } from '#shared/policy/policy.ts';
import { readMail, sendRawMail } from '../harness/mail-client.ts';
import { eventually, redress, redressJson } from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import { createStaffApi, type StaffApi } from '../harness/staff-api.ts';
import { startTogether, type Topology } from '../harness/topology.ts';

let product: Topology;
let sink: SmtpSink;
let base: string;
let sara: StaffApi;

beforeAll(async () => {
  sink = await startSmtpSink();
  product = await startTogether({
    REDRESS_DATA: scratchFolder(),
    SMTP_URL: sink.url,
    INTAKE_RATE_LIMIT: '0',
  });
  base = product.url('portal');
  const person = ['--name', 'Sara', '--email', 'sara@staff.test', '--role', 'supervisor'];
  await redress(product.environment, 'user', 'add', ...person);
  sara = createStaffApi(
    base,
    await redress(product.environment, 'token', 'create', person[3] ?? ''),
  );
});
afterAll(async () => {
  await product?.stop();
  await sink?.stop();
});

type Ledger = { total: { received: number; pending: number; cases: number } };
const ledger = () => redressJson<Ledger>(product.environment, 'ledger');
const settled = (received: number) =>
  eventually(`${received} items to be decided`, async () => {
    const { total } = await ledger();
    return total.received >= received && total.pending === 0;
  });
const mailsTo = (address: string) => sink.mails.filter(({ to }) => to === address);

let serial = 0;
const strippedMail = (from: string, subject: string): Buffer => {
  serial++;
  return Buffer.from(
    `From: ${from}\r\nTo: care@redress.localhost\r\nSubject: ${subject}\r\nMessage-ID: <robot-${serial}@loop.test>\r\n\r\nThank you. Your request number ${serial} broke down, we will refund you.\r\n`,
  );
};

/** Answers each mail to `address` as a responder does that strips every mark, until no mail has come for a while. */
async function pingPong(address: string, subjectOf: (answered: number) => string): Promise<number> {
  const before = (await ledger()).total.received;
  await sendRawMail(product.inletPort, address, strippedMail(address, subjectOf(0)));
  for (let answered = 0; answered < 30; ) {
    await settled(before + answered + 1);
    const came = await eventually(
      'a mail, or none',
      () => mailsTo(address).length > answered,
      5,
    ).catch(() => false);
    if (!came) return answered;
    answered++;
    await sendRawMail(product.inletPort, address, strippedMail(address, subjectOf(answered)));
  }
  return 30;
}

test('S37 two responders that strip all marks: at most two acknowledgements, then a person is told', async () => {
  expect(await pingPong('robot@loop.test', () => 'We have received your message')).toBe(
    loadPolicy().mailCaps.perAddressSameSubject,
  );
  const tasks = (await sara.get('/api/v1/tasks')).body.tasks as { kind: string }[];
  expect(tasks.filter(({ kind }) => kind === 'acknowledgement_failed').length).toBeGreaterThan(0);
});

test('S37 a responder that quotes our reference in ever new subjects gets one acknowledgement', async () => {
  const subject = (answered: number): string => {
    const raw = mailsTo('quoter@loop.test').at(-1)?.raw ?? '';
    return `Ticket ${answered}: Re: ${/C-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(raw)?.[0] ?? 'hello'}`;
  };
  expect(await pingPong('quoter@loop.test', subject)).toBe(1);
});

const vectors = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '</title><iframe srcdoc="<script>alert(1)</script>">',
  '<a href="javascript:alert(1)">x</a>',
  '{{{constructor}}}{{#if 1}}x{{/if}}',
  '\u202e\u0000\u001b[2J<u>x',
];
// Whatever is a tag or an attribute of ours never carries these; as words they stand escaped.
const harmful =
  /<(?:script|svg\/|iframe|xmp|img src=x|u>|a href="javascript)|\son(?:error|load)\s*=\s*[^&]*>/i;

async function complainWith(text: string): Promise<{ reference: string; statusUrl: string }> {
  const response = await fetch(`${base}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      message: `My parcel broke ${text}`,
      subject: `Broken ${text}`,
      name: `Ada ${text}`.slice(0, 100),
      email: 'ada@markup.test',
    }),
  });
  expect(response.status).toBe(202);
  return (await response.json()) as { reference: string; statusUrl: string };
}

test('S1 S2 S3 S19 markup and template syntax in every field stay words in pages and in mails', async () => {
  const { reference, statusUrl } = await complainWith(vectors.join(' '));
  await eventually(
    'the case',
    async () => (await sara.get(`/api/v1/cases/${reference}`)).status === 200,
  );
  const text = vectors.join('\n\n').replaceAll('\u0000', '');
  expect((await sara.command(reference, 'take-over')).status).toBe(200);
  expect((await sara.command(reference, 'send-update', { text })).status).toBe(200);
  const why = await sara.command(reference, 'root-cause', { cause: 'defect', text });
  expect(why.status).toBe(200);
  const resolved = await sara.command(reference, 'resolve', {
    ...{ outcome: 'upheld', summary: text },
    whyNoAction: text.slice(0, 500),
  });
  expect(resolved.status).toBe(200);
  const page = await (await fetch(statusUrl)).text();
  expect(page).toContain('&lt;script&gt;');
  expect(harmful.exec(page)?.[0]).toBeUndefined();
  const mails = await eventually('acknowledgement, update, closing', () => {
    const came = mailsTo('ada@markup.test');
    return came.length >= 3 && came;
  });
  for (const { raw } of mails) {
    const { html, headerLines } = await readMail(raw);
    expect(harmful.exec(String(html))?.[0]).toBeUndefined();
    expect(String(html)).not.toMatch(/href="(?!https?:|mailto:)/i);
    expect(headerLines.map(({ key }) => key)).not.toContain('bcc');
  }
  const form = new URLSearchParams({ message: text, email: vectors[1] ?? '', name: text });
  const again = await fetch(base, { method: 'POST', body: form });
  expect(again.status).toBe(400);
  expect(harmful.exec(await again.text())?.[0]).toBeUndefined();
  const lookup = await fetch(`${base}/status`, {
    method: 'POST',
    body: new URLSearchParams({ reference: vectors[1] ?? '', email: vectors[2] ?? '' }),
  });
  expect(harmful.exec(await lookup.text())?.[0]).toBeUndefined();
});

test('S18 CWE-150 what customers and staff write never commands an operator’s terminal', async () => {
  const { reference } = await complainWith('\u009b2J\u202ereversed');
  await eventually(
    'the case',
    async () => (await sara.get(`/api/v1/cases/${reference}`)).status === 200,
  );
  const title = '\u001b]0;owned\u0007\u001b[2J';
  expect((await sara.command(reference, 'note', { text: title })).status).toBe(200);
  const add = ['--name', `Eve ${title}`, '--email', 'eve@staff.test', '--role', 'frontline'];
  const { environment } = product;
  const printed = [
    await redress(environment, 'user', 'add', ...add),
    await redress(environment, 'user', 'list'),
    await redress(environment, 'case', 'list'),
    await redress(environment, 'case', 'show', reference),
    await redress(environment, '--json', 'case', 'show', reference),
    await redress(environment, 'task', 'list'),
    await redress(environment, 'mail', 'list'),
  ].join('\n');
  expect(printed).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(printed).toContain('\\u001b');
});

test('metrics answer on loopback, and not for whom a proxy on this machine speaks', async () => {
  expect((await fetch(`${base}/metrics`)).status).toBe(200);
  for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP'])
    expect((await fetch(`${base}/metrics`, { headers: { [name]: '198.51.100.7' } })).status).toBe(
      403,
    );
});

test('S4 every answer, also of programs and of nothing, is not guessed at, not kept, not framed', async () => {
  const paths = ['/api/v1/cases', '/nothing', '/status/%ff', '/healthz', '/readyz', '/metrics'];
  for (const path of paths) {
    const { headers } = await fetch(`${base}${path}`);
    expect([path, headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
    expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  }
  const list = await fetch(`${base}/api/v1/cases`, {
    headers: { authorization: sara.authorization },
  });
  expect([list.status, list.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
});

test('S30 S31 no page sets a cookie, redirects elsewhere, may be framed or kept', async () => {
  const paths = [
    '/',
    '/status',
    '/status/C-AAAA-AAAA?token=x',
    '/survey/x.y',
    '//evil.test/',
    '/?lang=//evil.test',
  ];
  for (const path of paths) {
    const { headers, status } = await fetch(`${base}${path}`, { redirect: 'manual' });
    expect([path, headers.get('set-cookie'), headers.get('location')]).toEqual([path, null, null]);
    if (path.startsWith('//')) continue;
    expect([path, headers.get('cache-control')]).toEqual([path, 'no-store']);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(status).toBeLessThan(500);
  }
});
