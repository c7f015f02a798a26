// A story in which a customer and staff say one word wherever anything can be said, on the product as they use it.
import { sendMail, sendRawMail } from '../harness/mail-client.ts';
import { eventually } from '../harness/product.ts';
import type { StaffApi } from '../harness/staff-api.ts';
import type { MarkedProduct, Who } from './personal-data-rig.ts';

/** One lower-case word, which by its looks may be a name as well as a key of the program. */
export const MARK = 'zqxmarker';
const ADDRESS = `${MARK}@${MARK}.test`;

/** The first case that there is, or the one of a reference, once it is there. */
const caseOf = ({ db }: MarkedProduct, given?: string): Promise<string> =>
  eventually(`the case ${given ?? ''}`, async () => {
    const [row] = await db.query<{ reference: string }>(
      'select c.reference from cases.cases c where $1::text is null or c.reference = $1',
      [given ?? null],
    );
    return row?.reference;
  });

type Act = (
  who: Who,
  command: string,
  body?: Record<string, unknown>,
  key?: string,
) => Promise<void>;

async function actorOn(product: MarkedProduct, reference: string): Promise<Act> {
  const apis = new Map<Who, StaffApi>();
  return async (who, command, body = {}, key) => {
    const api = apis.get(who) ?? (await product.as(who));
    apis.set(who, api);
    const headers = key ? { 'idempotency-key': key } : {};
    const path = `/api/v1/cases/${reference}/${command}`;
    const answer = await api.post(path, body, headers);
    if (answer.status !== 200)
      throw new Error(`${command}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
}

const inDays = ({ clock }: MarkedProduct, days: number): string =>
  new Date(clock.now().getTime() + days * 86_400_000).toISOString();

const text = MARK;
const reason = MARK;

/** By mail with an attachment, answered once more; staff investigate, pay, call and are threatened. */
async function byMail(product: MarkedProduct): Promise<string> {
  const { inletPort } = product;
  const from = { name: `${MARK} Ann`, address: ADDRESS };
  const mail = {
    from: `"${from.name}" <${from.address}>`,
    subject: `My ${MARK} parcel is late`,
    text: `It never came, says ${MARK}. I am angry about the delivery.`,
    attachments: [{ filename: `${MARK}.txt`, content: Buffer.from(MARK) }],
  };
  await sendMail(inletPort, { ...mail, messageId: `<${MARK}.1@${MARK}.test>` });
  const reference = await caseOf(product);
  await sendMail(inletPort, { ...mail, subject: `Re: ${reference} ${MARK}` });
  const act = await actorOn(product, reference);
  await act('fay', 'take-over');
  await act('fay', 'start-investigation', {}, MARK);
  await act('fay', 'note', { text });
  await act('fay', 'correct', { severity: 'moderate', category: 'delivery', reason });
  await act('fay', 'impact', { note: MARK });
  await act('fay', 'root-cause', { cause: 'handover', text });
  await act('fay', 'add-evidence', { kind: 'record', source: MARK, text });
  await act('fay', 'add-evidence', { kind: 'statement', statementBy: MARK, text });
  const content = Buffer.from(`a picture of ${MARK}`).toString('base64');
  await act('fay', 'files', { name: `${MARK}.png`, mediaType: 'text/plain', content, text });
  await act('fay', 'record-complained-about', { who: 'sue@redress.test', reason });
  await actions(product, act);
  await remedies(product, reference, act);
  await act('fay', 'send-update', { text });
  await act('fay', 'record-contact', { how: 'phone', summary: MARK });
  await act('fay', 'wait', { until: inDays(product, 2), reason });
  await act('fay', 'resume', { reason });
  await act('fay', 'escalate', { reason });
  await act('fay', 'mark-agitated', { reason });
  await finishTask(product, 'agitated_customer');
  const draft = { mode: 'note', note: MARK, reply: MARK };
  await (await product.as('fay')).put(`/api/v1/cases/${reference}/draft`, draft);
  await threat(act);
  return reference;
}

/** Has a manager end a task, with words of their own. */
async function finishTask(product: MarkedProduct, kind: string): Promise<void> {
  const [task] = await product.db.query<{ id: string }>(
    `select task_id as id from cases.tasks where kind = $1 and state = 'open'`,
    [kind],
  );
  const { status } = await (await product.as('max')).post(`/api/v1/tasks/${task?.id}/done`, {
    note: MARK,
  });
  if (status !== 200) throw new Error(`ending the task ${kind}: ${status}`);
}

async function actions(product: MarkedProduct, act: Act): Promise<void> {
  const dueAt = inDays(product, 1);
  const action = { problem: MARK, proposal: MARK, owner: 'fay@redress.test', dueAt };
  await act('fay', 'request-action', action);
  await act('max', 'approve-action', { actionId: 'A1' });
  await act('fay', 'record-step', { actionId: 'A1', text });
  await act('fay', 'complete-action', { actionId: 'A1', summary: MARK });
  const call = { to: 'fay@redress.test', reason };
  await act('max', 'request-call-back', call);
  await act('fay', 'report-call-back', { callBackId: 'B1', reached: true, summary: MARK });
  await act('max', 'request-call-back', call);
}

async function remedies(product: MarkedProduct, reference: string, act: Act): Promise<void> {
  const refund = { option: 'partial_refund', amount: '12.50', reason };
  await act('fay', 'propose-remedy', refund);
  await act('fay', 'withdraw-remedy', { remedyId: 'R1', reason });
  await act('fay', 'propose-remedy', refund);
  await act('sam', 'reject-remedy', { remedyId: 'R2', reason });
  await act('fay', 'propose-remedy', refund);
  await act('sam', 'approve-remedy', { remedyId: 'R3' });
  await eventually('the payout', async () => {
    const rows = await product.db.query(
      `select 1 from cases.payouts where reference = $1 and state = 'paid'`,
      [reference],
    );
    return rows.length > 0;
  });
}

async function threat(act: Act): Promise<void> {
  await act('fay', 'mark-threatening', { reason });
  const report = { what: MARK, who: MARK, where: MARK, against: MARK, witnesses: [MARK] };
  const occurredAt = '2026-11-23T09:00:00Z';
  await act('fay', 'report-violence', { ...report, occurredAt, policeInformed: false });
  await act('max', 'keep-suspension', { reason });
  await act('max', 'lift-suspension', { reason });
}

/** By the public API with all its fields; resolved, followed up, opened again. */
async function byForm(product: MarkedProduct): Promise<string> {
  const complaint = {
    ...{ name: MARK, email: ADDRESS, phone: '+49 30 1234567', subject: MARK, message: MARK },
    ...{ orderNumber: MARK, occurredAt: MARK },
  };
  const answer = await fetch(`${product.url}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': MARK },
    body: JSON.stringify(complaint),
  });
  const { reference } = (await answer.json()) as { reference: string };
  await caseOf(product, reference);
  const act = await actorOn(product, reference);
  await act('fay', 'take-over');
  await act('fay', 'start-investigation');
  await act('fay', 'root-cause', { cause: 'handover', text });
  const resolution = { outcome: 'upheld', summary: MARK, whyNoAction: MARK };
  await act('fay', 'resolve', resolution);
  await act('fay', 'follow-up', { satisfied: false, comment: MARK });
  await act('fay', 'root-cause', { cause: 'handover', text });
  await act('sam', 'note', { text });
  return reference;
}

/** Quarantined by its two senders, let on by a person with words of their own. */
async function byTriage(product: MarkedProduct): Promise<string> {
  const raw = [
    `From: ${MARK}@one.test, ${MARK}@two.test`,
    'To: care@redress.localhost',
    `Subject: ${MARK}`,
    `Message-ID: <${MARK}.9@${MARK}.test>`,
    '',
    `The ${MARK} lamp is broken.`,
    '',
  ].join('\r\n');
  await sendRawMail(product.inletPort, ADDRESS, Buffer.from(raw));
  const item = await eventually('the quarantined item', async () => {
    const [row] = await product.db.query<{ id: string; reference: string }>(
      `select i.item_id as id, i.reference from cases.intake_outcomes o join intake.items i using (item_id)
       where o.outcome = 'quarantined'`,
    );
    return row;
  });
  const sam = await product.as('sam');
  await sam.post(`/api/v1/triage/items/${item.id}/release`, { reason, senderEmail: ADDRESS });
  return caseOf(product, item.reference);
}

/** An event that a consumer gave up on, as the bus keeps it: its bytes and what went wrong. */
const giveUp = ({ db }: MarkedProduct): Promise<unknown> =>
  db.query(
    `insert into bus.parked (grp, topic, part, off, key, event_id, trace, payload, created_at, tries, due, error, dead_at)
     select 'notifier', e.topic, e.part, e.off, e.key, e.event_id, e.trace, convert_to(e.payload::text, 'UTF8'), e.created_at,
       5, now(), 'cannot handle ${MARK}', now()
     from bus.events e where e.topic = 'intake.received.v1' and e.payload::text like '%${MARK}%' limit 1`,
  );

/** Says the word wherever it can be said. Gives the references of the cases that it was said in. */
export async function tellEverything(product: MarkedProduct): Promise<string[]> {
  const references = [await byMail(product), await byForm(product), await byTriage(product)];
  await giveUp(product);
  // What is due goes to staff by mail, each with the words of its task.
  product.clock.advanceMs(3 * 86_400_000);
  await eventually('the notices about what is due', async () => {
    const rows = await product.db.query(
      `select 1 from cases.staff_notices n where n.title like '%${MARK}%' and n.sent_at is not null`,
    );
    return rows.length > 0;
  });
  await eventually('all mails', async () => {
    const rows = await product.db.query(
      `select 1 from notifier.messages where state in ('queued', 'sending', 'delayed')`,
    );
    return rows.length === 0;
  });
  return references;
}
