// The ways into the shop, one function a channel: each as its users use it, from outside. "Not now" is thrown as such.
import { sendRawMail } from '../harness/mail-client.ts';
import { createStaffApi } from '../harness/staff-api.ts';
import { attachmentOf } from './attachments.ts';
import { accountOf, addressOf, OUR_X, phoneOf, staff } from './people.ts';
import type { Stage } from './stage.ts';
import type { Saying } from './texts.ts';

/** Not now: try again later. */
export class NotNow extends Error {
  override name = 'NotNow';
}

async function expectTaken(answer: Promise<Response>): Promise<Response> {
  const response = await answer.catch((error: Error) => {
    throw new NotNow(error.message);
  });
  if (response.status === 503 || response.status === 429) throw new NotNow(String(response.status));
  if (response.status >= 400)
    throw new Error(`${response.url.replace(/\?.*/, '')} said ${response.status}`);
  return response;
}

const contactOf = (saying: Saying) => ({
  name: saying.who,
  ...(saying.anonymous ? {} : { email: addressOf(saying.who, saying.language) }),
});

const fieldsOf = (saying: Saying): Record<string, string> => ({
  ...contactOf(saying),
  message: saying.text,
  ...(saying.subject ? { subject: saying.subject } : {}),
  ...(saying.order ? { orderNumber: saying.order } : {}),
  ...(saying.when ? { occurredAt: saying.when } : {}),
});

function formOf(saying: Saying): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fieldsOf(saying))) form.set(name, value);
  for (const { filename, contentType, content } of saying.files.map(attachmentOf))
    form.append('files', new Blob([new Uint8Array(content)], { type: contentType }), filename);
  return form;
}

export async function byForm(
  { url }: Stage,
  saying: Saying,
  key: string,
): Promise<string | undefined> {
  const form = formOf(saying);
  form.set('idempotencyKey', key);
  const page = await expectTaken(
    fetch(`${url}/?lang=${saying.language}`, { method: 'POST', body: form }),
  );
  const link = /href="([^"]*\/status\/[^"]*)"/.exec(await page.text())?.[1];
  return link && new URL(link.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='), url).href;
}

export async function byApi({ url }: Stage, saying: Saying, key: string): Promise<string> {
  const files = saying.files.length > 0;
  const answer = await expectTaken(
    fetch(`${url}/api/v1/complaints`, {
      method: 'POST',
      headers: {
        'idempotency-key': key,
        ...(files ? {} : { 'content-type': 'application/json' }),
      },
      body: files ? formOf(saying) : JSON.stringify(fieldsOf(saying)),
    }),
  );
  return ((await answer.json()) as { statusUrl: string }).statusUrl;
}

export async function bySurvey({ url, tokens }: Stage, saying: Saying, key: string): Promise<void> {
  await expectTaken(
    fetch(`${url}/api/v1/surveys/responses`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${tokens.get('ruth@larkwood.example')}`,
      },
      body: JSON.stringify({
        scale: 5,
        score: saying.score ?? 1,
        comment: saying.text,
        customer: contactOf(saying),
        responseId: key,
        ...(saying.subject ? { service: saying.subject } : {}),
      }),
    }),
  );
}

export async function byColleague(stage: Stage, saying: Saying, key: string): Promise<void> {
  const colleague =
    staff.find(
      (one) => one.role === 'frontline' && 'locale' in one && one.locale === saying.language,
    ) ?? staff[1];
  const api = createStaffApi(stage.url, stage.tokens.get(colleague.email) ?? '');
  const body = {
    channel: saying.via === 'phone' ? 'phone' : 'in_person',
    message: saying.text,
    customerName: saying.who,
    ...(saying.via === 'phone'
      ? { phone: phoneOf(saying.who, saying.language) }
      : saying.anonymous
        ? {}
        : { email: addressOf(saying.who, saying.language) }),
    ...(saying.subject ? { subject: saying.subject } : {}),
    ...(saying.order ? { orderNumber: saying.order } : {}),
    ...(saying.when ? { occurredAt: saying.when } : {}),
  };
  const { status } = await api
    .post('/api/v1/cases', body, { 'idempotency-key': key })
    .catch(() => ({
      status: 503,
    }));
  if (status === 503) throw new NotNow('503');
  if (status >= 400) throw new Error(`POST /api/v1/cases said ${status}`);
}

export function onX({ x }: Stage, saying: Saying): void {
  const { id, username } = accountOf(saying);
  x.world.addUser({
    id,
    username,
    name: saying.who,
    receivesDirectMessages: !saying.closed,
    ...(saying.closed
      ? { refusesWith: 'You do not have permission to DM one or more participants.' }
      : {}),
  });
  const text = `@${OUR_X.username} ${saying.text}`;
  x.world.post({ authorId: id, text, mentions: [OUR_X.id], language: saying.language });
}

export async function post(stage: Stage, from: string, raw: Buffer): Promise<void> {
  try {
    await sendRawMail(stage.inletPort, from, raw);
  } catch (error) {
    const { responseCode = 451 } = error as { responseCode?: number };
    if (responseCode < 500) throw new NotNow(String(responseCode));
    throw new Error(`the inlet said ${responseCode}`);
  }
}

export const withPath = (statusUrl: string, path: string): string => {
  const url = new URL(statusUrl);
  url.pathname += path;
  return url.href;
};

export async function answerOnPage(url: string, fields: Record<string, string>): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  await expectTaken(fetch(url, { method: 'POST', body: form, redirect: 'manual' }));
}
