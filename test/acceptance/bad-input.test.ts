// Bad input at every door of the running product: a clear error, or kept and shown; nothing lost, no crash, and the next
// item unharmed.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendRawMail } from '../harness/mail-client.ts';
import { eventually, redress, redressJson } from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import { startTogether, type Topology } from '../harness/topology.ts';

const injection = 'Ada\r\nBcc: victim@elsewhere.test\r\n\r\nhello';
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is a hostile text, never a template of ours.
const template = '{{constructor.constructor "return process"}} {{reference}} ${7*7} <%= 1 %>';
const head = (from: string, more = ''): string =>
  `From: ${from}\r\nTo: care@redress.localhost\r\nSubject: complaint\r\n${more}`;

function nested(depth: number): string {
  let text = head('nest@bad.test', 'MIME-Version: 1.0\r\n');
  for (let level = 0; level < depth; level++) {
    text += `Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`;
  }
  return `${text}Content-Type: text/plain\r\n\r\nThe parcel is deep inside.\r\n`;
}

const manyHeaders = Array.from({ length: 10_000 }, (_, n) => `X-Header-${n}: ${n}`).join('\r\n');

/** Mails that are taken: each must become exactly one item, whatever it is. */
const mails: Record<string, Buffer> = {
  'an empty mail': Buffer.from('\r\n'),
  'no headers at all': Buffer.from('\r\nThe parcel never came.\r\n'),
  'binary noise': Buffer.from(Uint8Array.from({ length: 5_000 }, (_, n) => (n * 7919) % 256)),
  'a wrong charset': Buffer.concat([
    Buffer.from(head('charset@bad.test', 'Content-Type: text/plain; charset=klingon-8\r\n\r\n')),
    Buffer.from([0xe4, 0xf6, 0xfc, 0xff, 0x00, 0x80]),
  ]),
  'broken MIME': Buffer.from(
    head(
      'mime@bad.test',
      'Content-Type: multipart/mixed; boundary=\r\nContent-Transfer-Encoding: base64\r\n\r\n--\r\n=?utf-8?B?????',
    ),
  ),
  '10,000 headers': Buffer.from(
    `${head('headers@bad.test')}${manyHeaders}\r\n\r\nThe invoice is wrong.\r\n`,
  ),
  '1,000-deep nesting': Buffer.from(nested(1_000)),
  'header injection in encoded words': Buffer.from(
    `From: =?utf-8?B?${Buffer.from(injection).toString('base64')}?= <inject@bad.test>\r\nSubject: =?utf-8?B?${Buffer.from(injection).toString('base64')}?=\r\n\r\nThe device is broken.\r\n`,
  ),
  'template syntax everywhere': Buffer.from(
    `From: "${template.replaceAll('"', '')}" <template@bad.test>\r\nSubject: ${template}\r\n\r\n${template} The delivery is late.\r\n`,
  ),
  'a body of NUL bytes': Buffer.concat([
    Buffer.from(`${head('nul@bad.test')}\r\n`),
    Buffer.alloc(2_000),
  ]),
};

describe('bad input', () => {
  let product: Topology;
  let sink: SmtpSink;
  let accepted = 0;
  let number = 0;

  const post = (body: BodyInit, contentType: string): Promise<Response> =>
    fetch(`${product.url('portal')}/api/v1/complaints`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
  const complain = (fields: unknown): Promise<Response> =>
    post(JSON.stringify(fields), 'application/json');

  /** The next item is unharmed: it is accepted and acknowledged. */
  const expectNextUnharmed = async (): Promise<void> => {
    const email = `good${number++}@customer.test`;
    const answer = await complain({ email, message: 'The parcel never arrived.' });
    expect(answer.status).toBe(202);
    accepted++;
    await eventually(`the acknowledgement to ${email}`, () =>
      sink.mails.some(({ to }) => to === email),
    );
  };

  beforeAll(async () => {
    sink = await startSmtpSink();
    product = await startTogether({
      REDRESS_DATA: scratchFolder(),
      SMTP_URL: sink.url,
      INTAKE_RATE_LIMIT: '0',
    });
  });

  afterAll(async () => {
    expect(await product?.stop()).toEqual({ all: 0 });
    await sink?.stop();
  });

  test.each([
    ['no body', '', 'application/json', [400]],
    ['an empty message', '{"message":"  "}', 'application/json', [400]],
    ['no JSON', '{"message":', 'application/json', [400]],
    ['binary', new Uint8Array([0, 255, 254, 1]), 'application/json', [400]],
    ['a list', '[1,2,3]', 'application/json', [400]],
    ['an unknown key', '{"message":"late","severity":"critical"}', 'application/json', [400]],
    [
      'bytes that are no UTF-8',
      new Uint8Array([...Buffer.from('{"message":"l'), 0xff, 0xfe, ...Buffer.from('"}')]),
      'application/json',
      [400],
    ],
    ['an unknown type', '<message>late</message>', 'application/xml', [415]],
    [
      'deep JSON',
      `{"message":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      'application/json',
      [400],
    ],
    ['a broken form', '--x\r\nbroken', 'multipart/form-data; boundary=x', [400]],
    ['50 MB', Buffer.alloc(50_000_000, 'a'), 'application/json', [413]],
    [
      'a message of 10 MB',
      JSON.stringify({ message: 'a'.repeat(10_000_000) }),
      'application/json',
      [400, 413],
    ],
  ])(
    'at the API %s is refused with a problem that says why',
    async (_name, body, type, statuses) => {
      const answer = await post(body as BodyInit, type);
      const problem = (await answer.json()) as { title: string; status: number };
      expect(statuses).toContain(answer.status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(problem).toMatchObject({
        status: answer.status,
        title: expect.stringMatching(/\w{3,}/),
      });
      await expectNextUnharmed();
    },
  );

  test.each([
    [
      'template syntax in every field',
      { name: template, subject: template, message: template, orderNumber: template },
    ],
    [
      'markup in every field',
      {
        name: '<script>alert(1)</script>',
        subject: '<img src=x onerror=alert(1)>',
        message: '<svg onload=alert(1)>',
      },
    ],
    [
      'control characters',
      {
        name: 'A\u0007da',
        subject: 'late\u0000',
        message: 'The parcel\u0000 is late \u202Etxt.exe',
      },
    ],
  ])('at the API %s is kept as it was said, and goes out nowhere', async (_name, fields) => {
    const email = `kept${number++}@customer.test`;
    const answer = await complain({ ...fields, email });
    expect(answer.status).toBe(202);
    accepted++;
    const mail = await eventually('its acknowledgement', () =>
      sink.mails.find(({ to }) => to === email),
    );
    for (const piece of ['constructor', '7*7', 'alert(1)', 'Bcc:'])
      expect(mail.raw).not.toContain(piece);
    await expectNextUnharmed();
  });

  test('at the API JSON is read as UTF-8, whatever charset is claimed (RFC 8259)', async () => {
    const body = JSON.stringify({ message: 'Die Lieferung ist überfällig.' });
    expect((await post(body, 'application/json; charset=klingon-8')).status).toBe(202);
    accepted++;
    await expectNextUnharmed();
  });

  test('at the API header injection is refused or defused', async () => {
    for (const fields of [
      { email: `x@bad.test\r\nBcc: victim@elsewhere.test` },
      { name: injection },
      { subject: injection },
    ]) {
      const answer = await complain({ message: 'late', ...fields });
      expect([202, 400]).toContain(answer.status);
      if (answer.status === 202) accepted++;
    }
    await expectNextUnharmed();
    expect(sink.mails.filter(({ to }) => to.includes('victim'))).toEqual([]);
    expect(sink.mails.filter(({ raw }) => /^Bcc:/im.test(raw))).toEqual([]);
  });

  test.each(Object.entries(mails))(
    'R02 R03 at the inlet %s is kept and shown, and the next is unharmed',
    async (_name, raw) => {
      await sendRawMail(product.inletPort, 'sender@bad.test', raw);
      accepted++;
      await expectNextUnharmed();
    },
  );

  test('at the inlet a mail of 50 MB is refused with 552', async () => {
    const huge = Buffer.concat([
      Buffer.from(`${head('huge@bad.test')}\r\n`),
      Buffer.alloc(50_000_000, 'a\r\n'),
    ]);
    await expect(sendRawMail(product.inletPort, 'huge@bad.test', huge)).rejects.toThrow(/552/);
    await expectNextUnharmed();
  });

  test('at the inlet talk that is no SMTP ends in an error, not in a crash', async () => {
    const said = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(product.inletPort, '127.0.0.1', () => {
        socket.write('GET / HTTP/1.1\r\n\r\n\u0000\u0001\u0002\r\nQUIT\r\n');
      });
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(said).toMatch(/^[45]\d\d /m);
    await expectNextUnharmed();
  });

  test('R02 at the end nothing is lost, nothing is a dead letter, and the record verifies', async () => {
    const total = await eventually('the ledger to settle', async () => {
      const { total: read } = await redressJson<{ total: Record<string, unknown> }>(
        product.environment,
        'ledger',
      );
      return read.pending === 0 && read;
    });
    expect(total.received).toBe(accepted);
    const { deadLetters } = await redressJson<{ deadLetters: unknown[] }>(
      product.environment,
      'dead-letter',
      'list',
    );
    expect(deadLetters).toEqual([]);
    await redress(product.environment, 'verify');
  });
});
