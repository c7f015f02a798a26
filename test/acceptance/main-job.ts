// The main job as its users see it: one story, told on the product in whatever shape it runs. Only outsides are touched:
// the form, the inlet, a mailbox, the survey API, X, a mail server, the staff API, the command line.
import { expect } from 'vitest';
import type { Dovecot } from '../harness/dovecot.ts';
import { composeMail, readMail, sendMail } from '../harness/mail-client.ts';
import { eventually, redress, redressJson } from '../harness/product.ts';
import type { SmtpSink } from '../harness/smtp-sink.ts';
import { createStaffApi, type StaffApi } from '../harness/staff-api.ts';
import type { Topology } from '../harness/topology.ts';
import type { XSimulator } from '../simulators/x.ts';

/** What the story is told on. */
export type Stage = {
  product: Topology;
  sink: SmtpSink;
  dovecot: Dovecot;
  x: XSimulator;
  /** Staff APIs by role; `responder` is a frontline member designated for X. */
  staff: Record<'frontline' | 'supervisor' | 'manager' | 'responder', StaffApi>;
};

/** The staff that the YAML file of the stage names. */
export const users = [
  { email: 'fay@redress.test', name: 'Fay Front', role: 'frontline' },
  { email: 'sam@redress.test', name: 'Sam Super', role: 'supervisor' },
  { email: 'max@redress.test', name: 'Max Manager', role: 'department_manager' },
  { email: 'ria@redress.test', name: 'Ria Responder', role: 'frontline', responderFor: ['x'] },
];

/** Makes a token for each member of staff by the command line. */
export async function signIn(product: Topology): Promise<Stage['staff']> {
  const apiOf = async (email: string): Promise<StaffApi> => {
    const { token } = await redressJson<{ token: string }>(
      product.environment,
      'token',
      'create',
      email,
    );
    return createStaffApi(product.url('cases'), token);
  };
  return {
    frontline: await apiOf('fay@redress.test'),
    supervisor: await apiOf('sam@redress.test'),
    manager: await apiOf('max@redress.test'),
    responder: await apiOf('ria@redress.test'),
  };
}

type CaseView = {
  reference: string;
  status: string;
  kind: string;
  category: string;
  severity: string;
  language: string;
  version: number;
};

/** The case that a reference leads to, once it exists. */
export const findCase = (stage: Pick<Stage, 'staff'>, reference: string): Promise<CaseView> =>
  eventually(`the case ${reference}`, async () => {
    const { status, body } = await stage.staff.supervisor.get(`/api/v1/cases/${reference}`);
    return status === 200 && (body as unknown as CaseView);
  });

/** All mails that the sink took for an address. */
export const mailsTo = (stage: Pick<Stage, 'sink'>, address: string) =>
  stage.sink.mails.filter((mail) => mail.to === address);

/** The one acknowledgement to an address, parsed. Fails if there is a second Message-ID. */
export async function acknowledgementTo(stage: Pick<Stage, 'sink'>, address: string) {
  const first = await eventually(
    `the acknowledgement to ${address}`,
    () => mailsTo(stage, address)[0],
  );
  expect(new Set(mailsTo(stage, address).map((mail) => mail.messageId)).size).toBe(1);
  const mail = await readMail(first.raw);
  const reference = /C-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(`${mail.subject} ${mail.text}`)?.[0] ?? '';
  const statusUrl = /https?:\/\/\S+\/status\/\S+/.exec(mail.text ?? '')?.[0] ?? '';
  return { mail, reference, statusUrl, messageId: first.messageId };
}

/** A complaint by the form of the portal, as a browser without JavaScript sends it. */
export async function complainByForm(stage: Stage, email: string): Promise<string> {
  const page = await fetch(`${stage.product.url('portal')}/`);
  expect(page.status).toBe(200);
  const html = await page.text();
  const action = /<form[^>]+action="([^"]*)"/.exec(html)?.[1] ?? '/';
  const form = new FormData();
  for (const [, name, value] of html.matchAll(
    /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
  )) {
    form.set(name ?? '', value ?? '');
  }
  form.set('email', email);
  form.set(
    'message',
    'My parcel arrived broken, again. This is the third time and I want a refund of 40 EUR.',
  );
  form.set('files', new Blob(['a picture of the damage']), 'damage.txt');
  const answer = await fetch(new URL(action, stage.product.url('portal')), {
    method: 'POST',
    body: form,
  });
  expect(answer.status).toBeLessThan(400);
  return /C-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(await answer.text())?.[0] ?? '';
}

/** A German complaint by the SMTP inlet. */
export const complainByInlet = (stage: Stage, email: string): Promise<string> =>
  sendMail(stage.product.inletPort, {
    from: `Bodo Beispiel <${email}>`,
    subject: 'Rechnung doppelt abgebucht',
    text: 'Guten Tag,\n\nSie haben mir die Rechnung doppelt abgebucht. Das ist eine Frechheit, bitte überweisen Sie das Geld zurück.\n\nBodo Beispiel',
  });

/** A complaint in the mailbox that is watched by IMAP. */
export async function complainByMailbox(stage: Stage, email: string): Promise<void> {
  const mail = await composeMail({
    from: email,
    subject: 'The technician never came',
    text: 'I waited the whole day at home for the appointment and nobody came or called. Please tell me what happens now.',
  });
  await stage.dovecot.deliver('care', mail);
}

/** An answer to the acknowledgement, as mail programs write it. */
export const replyTo = (
  stage: Stage,
  email: string,
  messageId: string,
  subject: string,
): Promise<string> =>
  sendMail(stage.product.inletPort, {
    from: email,
    subject: `Re: ${subject}`,
    text: 'Thank you. I forgot to say: the order number is 4711.',
    inReplyTo: `<${messageId}>`,
    references: [`<${messageId}>`],
  });

/** Runs the command line on the stage's instance. */
export const operate = (stage: Stage, ...args: string[]): Promise<string> =>
  redress(stage.product.environment, ...args);

type Counts = {
  received: number;
  cases: number;
  joined: number;
  suppressed: Record<string, number>;
  quarantined: Record<string, number>;
  pending: number;
};

/** The ledger once nothing is pending, with its sum checked for each connector and in total. */
export async function settledLedger(stage: Stage) {
  const ledger = await eventually('the ledger to settle', async () => {
    const read = await redressJson<{ total: Counts; connectors: Record<string, Counts> }>(
      stage.product.environment,
      'ledger',
    );
    return read.total.pending === 0 && read;
  });
  const sum = (reasons: Record<string, number>) =>
    Object.values(reasons).reduce((a, b) => a + b, 0);
  for (const counts of [ledger.total, ...Object.values(ledger.connectors)]) {
    expect(counts.received).toBe(
      counts.cases + counts.joined + sum(counts.suppressed) + sum(counts.quarantined),
    );
  }
  return ledger;
}
