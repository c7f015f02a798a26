// A case with something of all that its page shows: mail with HTML, note, update, attachment, another case of the same customer.
import { createHash } from 'node:crypto';
import { mailItem } from '../../services/email/mail-item.ts';
import { readMail } from '../../services/email/mime-parse.ts';
import { acceptItem } from '../../shared/intake.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import type { ConsoleRig } from '../harness/console.ts';
import { eventually } from '../harness/product.ts';

const mail = `From: Ann Customer <ann@customer.test>
To: care@redress.test
Subject: Broken kettle, no answer for a week
Message-ID: <kettle@customer.test>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=B

--B
Content-Type: text/html; charset=utf-8

<p>Dear team,</p><p>the kettle that I ordered (number <b>ORD-2026/77</b>) arrived <b>broken</b>, and nobody answers the phone:</p>
<ul><li>the lid is cracked,</li><li>the cable is missing.</li></ul>
<p>I have waited for a week now and want my money back.</p>
<img src="https://newsletter.test/open.gif">
<div class="gmail_signature">Ann Customer<br>Lindenstraße 12, Berlin</div>
<div class="gmail_quote">On 12 November Care wrote:<blockquote>Thank you for your order.</blockquote></div>

--B
Content-Type: image/jpeg
Content-Disposition: attachment; filename="kettle lid.jpg"
Content-Transfer-Encoding: base64

/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8U
--B--
`.replaceAll('\n', '\r\n');

/** Takes a mail in as the connectors do; gives the reference of its case. The same mail is taken in once. */
export async function takeMail(rig: ConsoleRig, raw: string): Promise<string> {
  const bytes = Buffer.from(raw);
  const signer = createSigner(new Secret('a secret for tests, long enough for all'));
  const arrival = { connector: 'smtp-inlet', receivedAt: new Date() };
  const item = mailItem(bytes, await readMail(bytes), arrival, signer);
  const dedupKey = createHash('sha256').update(bytes).digest('hex');
  await rig.db.transaction((tx) => acceptItem(tx, { ...item, dedupKey }));
  return eventually('the case of the mail', async () => {
    const [row] = await rig.db.query<{ reference: string }>(
      `select o.case_reference as reference from cases.intake_outcomes o join intake.items i using (item_id)
       where i.dedup_key = $1`,
      [dedupKey],
    );
    return row?.reference;
  });
}

/** A case in which much waits for a decision: compensation, a corrective action, whether contact goes on. Gives the path of its page. */
export async function stageDecisions(rig: ConsoleRig): Promise<string> {
  const subject = 'Kettle caught fire';
  const [known] = await rig.db.query<{ reference: string }>(
    'select reference from cases.cases where subject = $1',
    [subject],
  );
  if (known) return `/cases/${known.reference}`;
  const message = 'The kettle caught fire in my kitchen. You will regret this. 300 euros, now.';
  const reference = await rig.complain({ name: 'Ann Vale', subject, message });
  const [fay, sam] = [await rig.as('fay'), await rig.as('sam')];
  await sam.command(reference, 'correct', {
    ...{ kind: 'complaint', severity: 'moderate', reason: 'read again' },
  });
  await fay.command(reference, 'take-over');
  await fay.command(reference, 'propose-remedy', {
    ...{ option: 'partial_refund', amount: '150', reason: 'The kettle cannot be used any more.' },
  });
  await fay.command(reference, 'request-action', {
    ...{ problem: 'Kettles of this series catch fire.', owner: 'sam@redress.test' },
    ...{ proposal: 'Have the supplier test its switch.' },
    dueAt: new Date(Date.now() + 10 * 86_400_000).toISOString(),
  });
  await fay.command(reference, 'mark-threatening', {
    reason: 'They write that we will regret it.',
  });
  return `/cases/${reference}`;
}

/** The case. Gives the path of its page. */
export async function stageCase(rig: ConsoleRig): Promise<string> {
  const reference = await takeMail(rig, mail);
  const fay = await rig.as('fay');
  const { version } = (await fay.get(`/api/v1/cases/${reference}`)).body;
  if (Number(version) < 6) {
    await rig.complain({
      name: 'Ann Customer',
      email: 'ann@customer.test',
      subject: 'Where is my invoice?',
      message: 'Where can I find the invoice of my last order?',
    });
    await fay.command(reference, 'take-over');
    await fay.command(reference, 'start-investigation');
    await fay.command(reference, 'note', {
      text: 'Called the warehouse: they still have two of these.',
    });
    const text = 'We are looking for a new kettle for you.\n\nYou hear from us tomorrow.';
    await fay.command(reference, 'send-update', { text });
  }
  return `/cases/${reference}`;
}
