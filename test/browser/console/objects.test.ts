// S9: who asks by the session of their console for what is not theirs. Made of the routes: a new one with an id must be thought of.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wholeApi } from '../../../services/api-reference.ts';
import { createApiToken } from '../../../shared/people.ts';
import { stageCase } from '../../console/stage-case.ts';
import { stageApprovals, stageSocial, stageTriage } from '../../console/stage-few.ts';
import { attacksOn, type ObjectIds, unguarded } from '../../harness/api-objects.ts';
import { commandBodies } from '../../harness/command-bodies.ts';
import { type ConsoleRig, people, startConsole, type Who } from '../../harness/console.ts';
import { makeSession, sessionHeaders } from '../../harness/sign-in.ts';

let rig: ConsoleRig;
let ids: ObjectIds;
const headers = new Map<Who, Record<string, string>>();
beforeAll(async () => {
  rig = await startConsole();
  ids = await makeObjects();
  for (const who of everybody) {
    const made = await makeSession(rig.db, await staffId(who));
    headers.set(who, sessionHeaders(made));
  }
});
afterAll(() => rig.stop());

const everybody = people.map(({ email }) => email.slice(0, email.indexOf('@')) as Who);
const roleOf = (who: Who): string =>
  people.find(({ email }) => email.startsWith(`${who}@`))?.role ?? '';

async function one(sql: string, parameters: unknown[] = []): Promise<string> {
  const [row] = await rig.db.query<{ id: string }>(sql, parameters);
  if (!row) throw new Error(`nothing found by ${sql}`);
  return String(row.id);
}
const staffId = (who: Who) =>
  one('select staff_id as id from people.staff where email = $1', [`${who}@redress.test`]);

const itemOf = `select o.item_id as id from cases.intake_outcomes o where o.case_reference = $1 limit 1`;

/** One of each, all of them real: a refusal cannot be about nothing being there. */
async function makeObjects(): Promise<ObjectIds> {
  const reference = await rig.complain({ message: 'The parcel came broken.' });
  const other = (await stageCase(rig)).split('/').at(-1) ?? '';
  await stageTriage(rig);
  const thread = (await stageSocial(rig)).split('=').at(-1) ?? '';
  const sam = await staffId('sam');
  const { sessionId } = await makeSession(rig.db, sam);
  const { tokenId } = await rig.db.transaction((tx) => createApiToken(tx, sam, 'of sam'));
  await stageApprovals(rig);
  // No machine that a mailbox may be on: it is there, and nobody connects to it.
  const mailbox = await (await rig.as('ada')).post('/api/v1/channels/mailboxes', {
    ...{ name: 'other', address: 'other@redress.test', host: '127.0.0.1', port: 993 },
    ...{ tls: 'tls', user: 'other', password: 'of the mailbox', folder: 'INBOX' },
  });
  expect(mailbox.status).toBe(201);
  const passkeyId = 'c2Ftcw';
  await rig.db.query(
    `insert into people.passkeys (credential_id, staff_id, label, public_key, counter, created_at)
     values ($1, $2, 'of sam', '\\x00', 0, now())`,
    [passkeyId, sam],
  );
  return {
    ...{ reference, thread, sessionId, tokenId, passkeyId, remedyId: 'R1' },
    item: await one(itemOf, [reference]),
    itemId: await one(
      `select item_id as id from cases.intake_outcomes where outcome = 'quarantined' limit 1`,
    ),
    otherItem: await one(itemOf, [other]),
    otherSha256: await one(
      `select i.received #>> '{attachments,0,sha256}' as id from intake.items i where i.item_id = $1`,
      [await one(itemOf, [other])],
    ),
    supervisorsTask: await one(
      `select task_id as id from cases.tasks where state = 'open' and owner_role = 'supervisor' limit 1`,
    ),
    staffId: await staffId('fay'),
    id: 'cases~messages~0~0',
    accountId: String(mailbox.body.accountId),
    messageId: await one('select message_id as id from notifier.messages limit 1'),
    version: 'none',
    name: 'smtp-inlet',
    ...{ number: '1', purpose: 'acknowledgement', locale: 'en' },
  };
}

const ask = async (who: Who, method: string, path: string, body?: unknown): Promise<number> => {
  const isSent = body !== undefined && method !== 'get' && method !== 'delete';
  const response = await fetch(`${rig.url}${path}`, {
    method: method.toUpperCase(),
    headers: { ...headers.get(who), ...(isSent ? { 'content-type': 'application/json' } : {}) },
    ...(isSent ? { body: JSON.stringify(body) } : {}),
  });
  await response.arrayBuffer();
  return response.status;
};

test('S9 of every route that names an object it is said whose that is', () => {
  expect(unguarded(wholeApi)).toEqual([]);
});

test('S9 what is another’s, or another role’s, is refused to everybody else, by every verb, and stays as it was', async () => {
  const kept = () =>
    rig.db.query(
      `select (select count(*) from people.passkeys) as passkeys, (select count(*) from people.sessions) as sessions,
         (select count(*) from people.api_tokens where revoked_at is null) as tokens,
         (select count(*) from cases.tasks where state = 'open') as tasks, (select count(*) from cases.answer_claims) as claims,
         (select count(*) from people.staff where away_until is not null) as away,
         (select sum(version) from cases.cases) as versions,
         (select count(*) from cases.intake_outcomes where released_at is not null) as released,
         (select sum(version) from email.accounts where state = 'active') as mailboxes`,
    );
  const before = await kept();
  const attacks = attacksOn(wholeApi, ids, roleOf);
  expect(attacks.length).toBeGreaterThan(200);
  const wrong: string[] = [];
  for (const { name, path, who, status, body } of attacks) {
    const [method = '', route = ''] = name.split(' ');
    const command = (route.split('/').at(-1) ?? '') as keyof typeof commandBodies;
    const given = await ask(who, method, path, body ?? commandBodies[command]);
    if (given !== status) wrong.push(`${who}: ${name} gave ${given}, not ${status}`);
  }
  expect(wrong).toEqual([]);
  expect(await kept()).toEqual(before);
});

test('S9 the objects were there: who may, gets them', async () => {
  const allowed: [Who, string, string, number][] = [
    ['fay', 'get', `/api/v1/cases/${ids.reference}/items/${ids.item}/original`, 200],
    ['rosa', 'get', `/api/v1/social/threads/${ids.thread}`, 200],
    ['sam', 'get', `/api/v1/triage/items/${ids.itemId}`, 200],
    ['ada', 'get', `/api/v1/mails/${ids.messageId}`, 200],
    ['otto', 'get', `/api/v1/staff/accounts/${ids.staffId}`, 200],
    ['sam', 'delete', `/api/v1/account/passkeys/${ids.passkeyId}`, 200],
    ['sam', 'delete', `/api/v1/account/sessions/${ids.sessionId}`, 204],
    ['sam', 'delete', `/api/v1/account/tokens/${ids.tokenId}`, 204],
    ['sam', 'post', `/api/v1/tasks/${ids.supervisorsTask}/done`, 200],
  ];
  const given = [];
  for (const [who, method, path] of allowed)
    given.push([who, method, path, await ask(who, method, path, { note: 'done' })]);
  expect(given).toEqual(allowed);
});
