// Writing about a case: what one may do and why not, drafts, who else is there, what a message would be, the record verified.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pruneDrafts } from '../../services/cases/composing/composing-routes.ts';
import { eraseCase } from '../../services/cases/record/erase.ts';
import { problemHandler } from '../../shared/http.ts';
import { startNotifier, type TestNotifier } from '../harness/notifier.ts';
import { testLog } from '../harness/postgres.ts';
import { createStaffApi } from '../harness/staff-api.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
let notifier: TestNotifier;
let base: string;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  rig = await createApiRig();
  notifier = await startNotifier({ db: rig.database.db, clock: rig.clock });
  const app = express().use(express.Router().use(notifier.router)).use(problemHandler(testLog));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closers.push(() => new Promise((resolve) => server.close(resolve)));
});
afterAll(async () => {
  for (const close of closers) await close();
  await notifier?.stop();
  await rig?.close();
});

const path = (reference: string, rest: string) => `/api/v1/cases/${reference}/${rest}`;
const rendered = async (who: string, message: unknown) => {
  const token = rig.api(who).authorization.slice('Bearer '.length);
  return createStaffApi(base, token).post('/api/v1/previews', message);
};

test('R72 a case tells each who asks what they may do with it, and of the rest why not', async () => {
  const { reference } = await rig.say();
  const seen = async (who: string) =>
    (await rig.api(who).get(`/api/v1/cases/${reference}`)).body as {
      allowedCommands: string[];
      refusedCommands: Record<string, { code: string }>;
      writing: Record<string, unknown>;
    };
  const fred = await seen('fred');
  expect(fred.allowedCommands).toContain('take-over');
  expect(fred.allowedCommands).not.toContain('start-investigation');
  expect(fred.refusedCommands['start-investigation']?.code).toBe('not_in_this_status');
  expect(fred.refusedCommands['lift-suspension']?.code).toBe('role_too_low');
  const auditor = await seen('audrey');
  expect(auditor.allowedCommands).toEqual([]);
  await rig.api('sara').command(reference, 'take-over');
  expect((await seen('fred')).refusedCommands.wait?.code).toBe('not_the_assignee');
  expect((await seen('sara')).allowedCommands).toContain('wait');
  expect(fred.writing).toMatchObject({ reach: 'email', to: 'ann@customer.test', language: 'en' });
  expect(Date.parse(String(fred.writing.nextUpdateBy))).toBeGreaterThan(rig.clock.now().getTime());
});

test('R17 R45 why a customer cannot be written to is told before anything is typed', async () => {
  const writing = async (reference: string, who = 'fred') =>
    (await rig.api(who).get(`/api/v1/cases/${reference}`)).body.writing as { blocked?: string };
  const silent = await rig.say({ channel: 'phone', sender: { name: 'Bo' } });
  expect((await writing(silent.reference)).blocked).toBe('no_address');
  const threat = await rig.say({ text: 'I will come for you' }, { threat: true });
  expect((await writing(threat.reference)).blocked).toBe('contact_suspended');
  const post = await rig.say({ channel: 'x', sender: { handle: 'eva', platformUserId: '7' } });
  expect((await writing(post.reference)).blocked).toBe('not_a_responder');
  expect((await writing(post.reference, 'fiona')).blocked).toBeUndefined();
});

test('R22 a preview is the mail that is sent, to the letter, in the language of the customer', async () => {
  const { reference, version } = await rig.say({}, { language: 'de' });
  const body = { text: 'Wir suchen Ihr Paket.\n\nMorgen mehr.' };
  const asked = { command: 'send-update', body };
  const dry = await rig.api('fred').post(path(reference, 'preview'), asked);
  expect(dry.status).toBe(200);
  expect((await rig.caseOf(reference)).version).toBe(version);
  const [message] = dry.body.messages as Record<string, unknown>[];
  const preview = await rendered('fred', message);
  expect(preview.body).toMatchObject({ language: 'de', fallback: false });
  await rig.api('fred').command(reference, 'send-update', body);
  const sent = await rig.query<{ payload: { values: unknown; locale: string } }>(
    `select payload from bus.events where topic = 'message.requested.v1' and payload ->> 'reference' = $1
       and payload ->> 'purpose' = 'update'`,
    [reference],
  );
  expect(sent[0]?.payload.values).toEqual(message?.values);
  const shown = preview.body as { subject: string; html: string; text: string };
  expect(shown.text).toContain('Wir suchen Ihr Paket.');
  expect(shown.html).toContain(reference);
  expect(shown.subject).toContain(reference);
  expect(dry.body.nextUpdateBy).toBeTypeOf('string');
});

test('R22 a chosen language is the one that goes out; one without templates falls back and says so', async () => {
  const { reference } = await rig.say({}, { language: 'en' });
  const dry = async (language: string) => {
    const body = { text: 'x', language };
    const answer = await rig.api('fred').post(path(reference, 'preview'), {
      command: 'send-update',
      body,
    });
    const [message] = answer.body.messages as unknown[];
    return (await rendered('fred', message)).body;
  };
  expect(await dry('fr')).toMatchObject({ language: 'fr', fallback: false });
  expect(await dry('pl')).toMatchObject({ language: 'en', fallback: true });
  const { body } = await rig.api('fred').post(path(reference, 'preview'), {
    command: 'send-update',
    body: { text: 'x', estimatedResolution: '2020-01-01T00:00:00Z' },
  });
  expect(body.refused).toMatchObject({ code: 'invalid' });
});

test('S23 a preview takes no other fields, and nobody without a token', async () => {
  const message = {
    purpose: 'update',
    via: 'email',
    recipient: { party: 'customer' },
    locale: 'en',
    values: {},
    author: 'system',
  };
  expect((await rendered('fred', { ...message, role: 'admin' })).status).toBe(400);
  expect((await rendered('fred', message)).body.code).toBe('not_renderable');
  expect((await createStaffApi(base, 'rdr_no').post('/api/v1/previews', message)).status).toBe(401);
  const list = await fetch(`${base}/api/v1/previews/templates`, {
    headers: { authorization: rig.api('fred').authorization },
  });
  const { templates } = (await list.json()) as { templates: { missing: string[] }[] };
  expect(templates.flatMap(({ missing }) => missing)).toEqual([]);
});

test('R72 a draft is kept for whoever typed it alone, is bounded, pruned, and erased with its case', async () => {
  const { reference } = await rig.say();
  const fred = rig.api('fred');
  expect((await fred.get(path(reference, 'draft'))).body.draft).toBeNull();
  const draft = { mode: 'reply', reply: '  Dear Ann,\n', language: 'en', basedOn: 3 };
  expect((await fred.put(path(reference, 'draft'), draft)).status).toBe(200);
  expect((await fred.get(path(reference, 'draft'))).body.draft).toEqual(draft);
  expect((await rig.api('sara').get(path(reference, 'draft'))).body.draft).toBeNull();
  const long = { reply: 'x'.repeat(10_001) };
  expect((await fred.put(path(reference, 'draft'), long)).status).toBe(400);
  expect((await fred.put(path(reference, 'draft'), { other: 1 })).status).toBe(400);
  expect((await fred.del(path(reference, 'draft'))).status).toBe(200);
  expect((await fred.get(path(reference, 'draft'))).body.draft).toBeNull();
  await fred.put(path(reference, 'draft'), draft);
  await eraseCase(rig.shell, { reference, reason: 'asked for', staffId: 'adam' });
  expect((await fred.get(path(reference, 'draft'))).body.draft).toBeNull();
  expect((await fred.put(path(reference, 'draft'), draft)).status).toBe(409);
  const { reference: other } = await rig.say();
  await fred.put(path(other, 'draft'), draft);
  rig.clock.advanceMs(91 * 86_400_000);
  await pruneDrafts(rig.shell);
  expect((await fred.get(path(other, 'draft'))).body.draft).toBeNull();
});

test('whoever looks at a case hears who else does, until they leave or fall silent', async () => {
  const { reference } = await rig.say();
  const at = async (who: string, doing: string) =>
    (
      (await rig.api(who).put(path(reference, 'presence'), { doing })).body.others as {
        name: string;
        doing: string;
      }[]
    ).map((other) => `${other.name} ${other.doing}`);
  expect(await at('fred', 'viewing')).toEqual([]);
  expect(await at('sara', 'answering')).toEqual(['fred viewing']);
  expect(await at('fred', 'viewing')).toEqual(['sara answering']);
  await rig.api('sara').del(path(reference, 'presence'));
  expect(await at('fred', 'viewing')).toEqual([]);
  await at('sara', 'viewing');
  rig.clock.advanceMs(41_000);
  expect(await at('fred', 'viewing')).toEqual([]);
});

test('R70 the record of a case is verified when asked, and a changed one is named', async () => {
  const { reference, caseId, version } = await rig.say();
  const ask = async () => (await rig.api('fred').get(path(reference, 'verification'))).body;
  expect(await ask()).toMatchObject({ verified: true, replayed: true, entries: version });
  const { db } = rig.database;
  await db.transaction(async (tx) => {
    await tx.query('alter table cases.case_timeline disable trigger case_timeline_append_only');
    await tx.query(
      `update cases.case_timeline set actor = 'staff:eve' where case_id = $1 and version = 2`,
      [caseId],
    );
    await tx.query('alter table cases.case_timeline enable trigger case_timeline_append_only');
  });
  expect(await ask()).toMatchObject({ verified: false, replayed: false, fault: { version: 2 } });
});
