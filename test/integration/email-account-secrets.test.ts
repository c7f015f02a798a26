// The passwords of mailboxes of the console: nowhere to be read, good for one row alone, and of no use under another SECRET_KEY.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { type AccountsRig, createAccountsRig } from './email-accounts-rig.ts';
import { countItems, eventually, mail } from './email-rig.ts';

let dovecot: Dovecot;
let rig: AccountsRig;
beforeAll(async () => {
  dovecot = await startDovecot({ users: [] });
  rig = await createAccountsRig(dovecot);
});
afterAll(async () => {
  await rig?.stop();
  await dovecot?.stop();
});
afterEach(() => rig.removeAll());

test('R70 R72 a password is nowhere: not in answers, record, problems, logs, nor in any table', async () => {
  const secret = 'xK9-never-to-be-seen';
  const given = await rig.entered({ password: secret });
  const added = await rig.ada.post('/api/v1/channels/mailboxes', given);
  const path = `/api/v1/channels/mailboxes/${added.body.accountId}`;
  await eventually('the refusal', async () => {
    return (await rig.channel(given.name))?.state === 'failing';
  });
  const answers = [
    added,
    await rig.ada.get('/api/v1/channels/mailboxes'),
    await rig.ada.post('/api/v1/channels/mailboxes/trial', given),
    await rig.ada.post(`/api/v1/channels/imap:${given.name}/test`),
    await rig.ada.put(path, { ...given, folder: 'Elsewhere' }),
    await rig.ada.put(path, { ...given, port: 'x' }),
    await rig.ada.put(path, { ...given, paswort: secret }),
    await rig.ada.get('/api/v1/channels'),
    await rig.ada.get('/api/v1/channels/record'),
  ];
  expect(JSON.stringify(answers)).not.toContain(secret);
  const entries = answers.at(-1)?.body.entries as { what: string; details: unknown }[];
  expect(entries.slice(0, 3)).toMatchObject([
    {
      ...{ what: 'changed', by: rig.adaId, byName: 'Ada', name: given.name },
      details: { folder: { from: 'INBOX', to: 'Elsewhere' }, password: 'replaced' },
    },
    { what: 'tested', details: { host: given.host, port: given.port } },
    { what: 'added', details: { host: given.host, user: given.user } },
  ]);
  expect(rig.logged()).toContain(`imap:${given.name}`);
  expect(rig.logged()).not.toContain(secret);
  expect(await rig.dump()).not.toContain(secret);
});

test('R72 a password is sealed for its row: moved to another one, or under another SECRET_KEY, it opens nothing and says so', async () => {
  const [one, two] = [await rig.entered(), await rig.entered()];
  const made = await Promise.all(
    [one, two].map((given) => rig.ada.post('/api/v1/channels/mailboxes', given)),
  );
  const ids = made.map(({ body }) => body.accountId as string);
  // Whoever can write the table cannot send a password elsewhere.
  await rig.db.query(
    `update email.accounts a set sealed_secret = b.sealed_secret, version = a.version + 1
       from email.accounts b where a.account_id = $1 and b.account_id = $2`,
    ids,
  );
  await rig.db.query(
    `update email.accounts set host = 'localhost', version = version + 1 where account_id = $1`,
    [ids[1]],
  );
  const says = expect.stringContaining('sealed under another SECRET_KEY');
  for (const { name } of [one, two]) {
    await eventually('the failure', async () => (await rig.channel(name))?.state === 'failing');
    expect(await rig.channel(name)).toMatchObject({ lastError: says });
    const { body } = await rig.ada.post(`/api/v1/channels/imap:${name}/test`);
    expect(body).toMatchObject({ outcome: 'secret_sealed' });
  }
  const three = await rig.entered();
  await rig.ada.post('/api/v1/channels/mailboxes', three);
  await rig.withOtherKey(async (channel) => {
    await eventually('the failure', async () => (await channel(three.name))?.state === 'failing');
    expect(await channel(three.name)).toMatchObject({ lastError: says });
  });
  // Entered again, it works.
  dovecot.deliver(one.user, mail());
  const before = await countItems(rig.db);
  expect((await rig.ada.put(`/api/v1/channels/mailboxes/${ids[0]}`, one)).status).toBe(200);
  await eventually('its mail', async () => (await countItems(rig.db)) === before + 1);
});
