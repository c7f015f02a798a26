// Templates that administrators edit, and the messages that follow them; caught mail and who was shown it.

import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHandClock } from '#shared/clock.ts';
import { problemHandler } from '#shared/http.ts';
import { newReference } from '#shared/ids.ts';
import { createApiToken, putStaff, type Role } from '#shared/people.ts';
import { startNotifier, type TestNotifier, want, wantedMessage } from '../harness/notifier.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';
import { createStaffApi, type StaffApi } from '../harness/staff-api.ts';

let database: TestDatabase;
let notifier: TestNotifier;
let other: TestNotifier;
let server: Server;
const clients: Record<string, StaffApi> = {};
const clock = createHandClock(new Date('2026-11-23T10:00:00Z'));
const api = (name: string): StaffApi => clients[name] as StaffApi;

beforeAll(async () => {
  database = await createTestDatabase();
  const policy = { locales: ['en', 'de', 'it'] };
  const { db } = database;
  notifier = await startNotifier({ db, clock, policy });
  other = await startNotifier({ db, clock, policy });
  server = express().use(notifier.router).use(problemHandler(testLog)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [name, role] of Object.entries({ adam: 'admin', fred: 'frontline' }))
    await db.transaction(async (tx) => {
      const email = `${name}@ours.example`;
      const staffId = await putStaff(tx, { staffId: name, name, email, role: role as Role });
      clients[name] = createStaffApi(base, (await createApiToken(tx, staffId, 'test')).token);
    });
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await other.stop();
  await notifier.stop();
  await database.drop();
});

type Mail = {
  messageId: string;
  subject: string;
  text: string;
  html: string;
  templateVersion: number | null;
  raw: string;
};

/** Waits until a message is caught, and gives it. */
async function caught(messageId: string): Promise<Mail> {
  return expect
    .poll(async () => (await api('adam').get(`/api/v1/mails/${messageId}`)).body, {
      timeout: 20_000,
    })
    .toMatchObject({ state: 'sent', caught: true })
    .then(async () => (await api('adam').get(`/api/v1/mails/${messageId}`)).body as Mail);
}

async function acknowledge(locale: string): Promise<Mail> {
  const message = wantedMessage({ locale });
  await want(database.db, message);
  return caught(message.messageId);
}

const german = '/api/v1/templates/acknowledgement/de';
const sourcesOf = async (path: string) =>
  (await api('adam').get(path)).body.sources as Record<string, string>;

describe('templates', () => {
  test('all templates are listed, languages of the policy without one flagged', async () => {
    const { status, body } = await api('fred').get('/api/v1/templates');
    expect(status).toBe(200);
    const templates = body.templates as { purpose: string; languages: { locale: string }[] }[];
    const ours = templates.find(({ purpose }) => purpose === 'acknowledgement');
    expect(ours?.languages).toContainEqual({ locale: 'de', state: 'default', wanted: true });
    expect(ours?.languages).toContainEqual({ locale: 'it', state: 'missing', wanted: true });
    expect(ours?.languages).toContainEqual({ locale: 'fr', state: 'default', wanted: false });
  });

  test('a preview is made of sample values, in its language; what is wrong is told by line', async () => {
    const sources = await sourcesOf(german);
    const shown = await api('adam').post(`${german}/preview`, { sources });
    expect(shown).toMatchObject({ status: 200, body: { faults: [] } });
    expect(JSON.stringify(shown.body.rendered)).toContain('26. November 2026');
    const attack = { ...sources, html: `${sources.html}\n<img>` };
    const refused = await api('adam').post(`${german}/preview`, { sources: attack });
    expect(refused.body).toMatchObject({ faults: [{ part: 'html', code: 'tag', name: 'img' }] });
    expect(refused.body.rendered).toBeUndefined();
    const publish = { sources: attack, note: 'x', basedOn: 0 };
    expect((await api('adam').post(`${german}/versions`, publish)).status).toBe(422);
  });

  test('R10 what is published writes the next acknowledgement, in every process; each message keeps its version', async () => {
    const before = await acknowledge('de');
    expect(before).toMatchObject({ templateVersion: null });
    const sources = await sourcesOf(german);
    const edited = { ...sources, subject: 'Danke, {{reference}} ist bei uns' };
    const wanted = { sources: edited, note: 'freundlicher', basedOn: 0 };
    expect((await api('fred').post(`${german}/versions`, wanted)).status).toBe(403);
    const published = await api('adam').post(`${german}/versions`, wanted);
    expect(published).toMatchObject({ status: 201, body: { number: 1 } });
    expect((await api('adam').post(`${german}/versions`, wanted)).status).toBe(409);
    const after = await Promise.all(Array.from({ length: 6 }, () => acknowledge('de')));
    for (const mail of after) {
      expect(mail.subject).toBe('Danke, C-7K3M-9QXD ist bei uns');
      expect(mail.templateVersion).toBeGreaterThan(0);
    }
    expect((await acknowledge('en')).templateVersion).toBeNull();
    expect((await caught(before.messageId)).subject).not.toContain('Danke, C-');
  });

  test('going back to the template of the program is a version too', async () => {
    const back = { note: 'doch nicht', basedOn: 1 };
    expect(await api('adam').post(`${german}/default`, back)).toMatchObject({ status: 201 });
    expect((await acknowledge('de')).subject).not.toContain('Danke, C-');
    const { body } = await api('adam').get(german);
    expect(body).toMatchObject({ state: 'default', number: 2 });
    expect(body.versions).toMatchObject([
      { number: 2, kind: 'default', madeBy: 'staff:adam' },
      { number: 1, kind: 'published', note: 'freundlicher' },
    ]);
    const again = { note: 'noch einmal', basedOn: 2 };
    expect((await api('adam').post(`${german}/default`, again)).status).toBe(409);
  });

  test('a language that the program does not have can be written', async () => {
    const path = '/api/v1/templates/acknowledgement/it';
    const start = await api('adam').get(path);
    expect(start.body).toMatchObject({ state: 'missing', number: 0 });
    const sources = { ...(start.body.sources as object), subject: 'Grazie, {{reference}}' };
    await api('adam').post(`${path}/versions`, { sources, note: 'italiano', basedOn: 0 });
    const mail = await acknowledge('it');
    expect(mail.subject).toBe('Grazie, C-7K3M-9QXD');
    expect(mail.text).toContain('giovedì');
  });

  test('a test mail goes to whoever asks, marked, and changes nothing', async () => {
    const sources = await sourcesOf(german);
    const tried = { ...sources, subject: 'Nur ein Versuch {{reference}}' };
    const { status, body } = await api('adam').post(`${german}/test`, { sources: tried });
    expect({ status, body }).toMatchObject({ status: 202, body: { to: 'adam@ours.example' } });
    const mail = await caught(String(body.messageId));
    expect(mail).toMatchObject({
      to: 'adam@ours.example',
      subject: '[Test] Nur ein Versuch C-7K3M-9QXD',
    });
    expect((await acknowledge('de')).subject).not.toContain('Versuch');
    for (let sent = 1; sent < 10; sent++)
      expect((await api('adam').post(`${german}/test`, { sources: tried })).status).toBe(202);
    expect((await api('adam').post(`${german}/test`, { sources: tried })).status).toBe(429);
    clock.advanceMs(700_000);
    expect((await api('adam').post(`${german}/test`, { sources: tried })).status).toBe(202);
  });
});

describe('caught mail', () => {
  test('R72 it is shown as it would have gone out, to admins alone, who stand on record', async () => {
    const { messageId } = await acknowledge('en');
    const { body } = await api('adam').get(`/api/v1/mails/${messageId}`);
    expect(body).toMatchObject({ caught: true, purpose: 'acknowledgement' });
    expect(body.html).toContain('<!doctype html>');
    expect(body.html).toContain('You will have our reply by');
    expect(body.headers).toContain('Message-ID:');
    expect((await api('fred').get(`/api/v1/mails/${messageId}`)).status).toBe(403);
    expect((await api('fred').get('/api/v1/mails')).status).toBe(403);
    const [read] = await database.db.query<{ staff_id: string }>(
      'select r.staff_id from notifier.published_reads r where r.part = $1',
      [`mail ${messageId}`],
    );
    expect(read?.staff_id).toBe('adam');
  });

  test('the list pages through all of them, each once', async () => {
    const waiting = () => api('adam').get('/api/v1/mails?caught=false');
    await expect.poll(waiting, { timeout: 20_000 }).toMatchObject({ body: { mails: [] } });
    const seen: string[] = [];
    let next = '';
    do {
      const { body } = await api('adam').get(
        `/api/v1/mails?caught=true&limit=3${next && `&cursor=${encodeURIComponent(next)}`}`,
      );
      seen.push(...(body.mails as { messageId: string }[]).map(({ messageId }) => messageId));
      next = String(body.next ?? '');
    } while (next);
    const [{ mails } = { mails: 0 }] = await database.db.query<{ mails: number }>(
      'select count(*)::int as mails from notifier.caught_mail',
    );
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(mails);
    expect((await api('adam').get('/api/v1/mails?cursor=x')).status).toBe(400);
    const reference = newReference();
    const message = wantedMessage({ reference });
    await want(database.db, message);
    await caught(message.messageId);
    const of = await api('adam').get(`/api/v1/mails?reference=${reference.toLowerCase()}`);
    expect(of.body.mails).toMatchObject([{ messageId: message.messageId, reference }]);
  });
});
