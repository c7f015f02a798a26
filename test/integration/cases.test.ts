// Cases on a real PostgreSQL: the way in. What becomes of each item, and what it starts.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

const outcomeOf = async (itemId: string) => {
  const [row] = await rig.database.db.query(
    'select outcome, reason, owner, case_reference from cases.published_outcomes where item_id = $1',
    [itemId],
  );
  return row;
};
const published = (topic: string, key: string) =>
  rig.database.db.query<{ payload: Record<string, never> }>(
    'select payload from bus.events where topic = $1 and key = $2 order by off',
    [topic, key],
  );

test('R03 R10 an e-mail opens a case, with its one acknowledgement asked for at once', async () => {
  const event = await rig.item();
  await rig.consume(event);
  const current = await rig.caseOf(event.payload.item.reference);
  expect(current).toMatchObject({
    status: 'new',
    kind: 'complaint',
    category: 'delivery',
    severity: 'moderate',
    epoch: 1,
    acknowledgement: { state: 'requested', messageKey: 'acknowledgement' },
  });
  expect(await outcomeOf(event.payload.item.itemId)).toEqual({
    outcome: 'case',
    reason: null,
    owner: null,
    case_reference: current.reference,
  });
  const messages = await published('message.requested.v1', current.caseId);
  expect(messages).toHaveLength(1);
  expect(messages[0]?.payload).toMatchObject({
    purpose: 'acknowledgement',
    via: 'email',
    locale: 'en',
    recipient: { email: 'ann@customer.test', party: 'customer' },
    values: {
      reference: current.reference,
      acknowledgeBy: '2026-11-24T10:00:00.000Z',
      respondBy: '2026-11-26T10:00:00.000Z',
      statusUrl: expect.stringContaining(`/status/${current.reference}?token=`),
    },
  });
  expect(JSON.stringify(messages[0]?.payload)).not.toContain('parcel');
});

test('R10 repeated events change nothing: one case, one acknowledgement', async () => {
  const event = await rig.item();
  await rig.consume(event, event);
  await rig.consume(event);
  const current = await rig.caseOf(event.payload.item.reference);
  expect(current.version).toBe(2);
  expect(await published('message.requested.v1', current.caseId)).toHaveLength(1);
});

const replyTo = (messageId: string) => ({ mail: { repliesTo: [messageId] } });

test('R03 a reply to our signed Message-ID joins its case, with no second acknowledgement', async () => {
  const first = await rig.say();
  const own = rig.ownMessageId(first, 'acknowledgement');
  const reply = await rig.item(replyTo(own), { kind: 'feedback' });
  await rig.consume(reply);
  const current = await rig.caseOf(reply.payload.item.reference);
  expect(current.caseId).toBe(first.caseId);
  expect(await outcomeOf(reply.payload.item.itemId)).toMatchObject({
    outcome: 'joined',
    case_reference: first.reference,
  });
  expect(current.messages.filter(({ purpose }) => purpose === 'acknowledgement')).toHaveLength(1);
  const [task] = await rig.database.db.query(
    `select kind, state from cases.tasks where case_id = $1 and kind = 'read_reply'`,
    [first.caseId],
  );
  expect(task).toEqual({ kind: 'read_reply', state: 'open' });
});

test.each([
  ['an unknown In-Reply-To and a known older mail of theirs', 'earlier'],
  ['the reference in the subject', 'reference'],
])('R03 a participant joins by %s', async (_, how) => {
  const messageId = `${Math.abs(how.length)}-${how}@customer.test`;
  const first = await rig.say({ mail: { messageId } });
  const said =
    how === 'earlier'
      ? { mail: { repliesTo: ['unknown@elsewhere.test', messageId] } }
      : {
          subject: `Re: [${first.reference}] your complaint`,
          sender: { email: 'ANN@customer.test' },
        };
  expect((await rig.say(said)).caseId).toBe(first.caseId);
});

test('R03 a mail and its follow-up in one batch are one case', async () => {
  const messageId = 'first-of-two@customer.test';
  const one = await rig.item({ mail: { messageId } });
  const two = await rig.item({ mail: { repliesTo: [messageId] } });
  await rig.consume(one, two);
  expect((await rig.caseOf(two.payload.item.reference)).reference).toBe(one.payload.item.reference);
});

test.each([
  ['another address', { sender: { email: 'eve@stranger.test' } }],
  ['a forged sender', { mail: { authentication: 'fail' as const } }],
])(
  'S11 S12 S13 a stranger never joins: %s opens a case of its own with the link proposed',
  async (_, said) => {
    const first = await rig.say();
    const own = rig.ownMessageId(first, 'acknowledgement');
    const subject = `Re: ${first.reference}`;
    const mail = { ...('mail' in said ? said.mail : {}), repliesTo: [own] };
    const other = await rig.say({ ...said, subject, mail });
    expect(other.caseId).not.toBe(first.caseId);
    const timeline = await rig.database.db.query<{ type: string; data: { reference?: string } }>(
      'select type, data from cases.case_timeline where case_id = $1 order by version',
      [other.caseId],
    );
    expect(timeline.filter(({ type }) => type === 'link.proposed')).toMatchObject([
      { data: { reference: first.reference } },
    ]);
    expect(await rig.caseOf(first.reference)).toEqual(first);
    // Nothing of the other case goes out.
    const [message] = await published('message.requested.v1', other.caseId);
    expect(JSON.stringify(message?.payload)).not.toContain(first.reference);
  },
);

test('S11 a Message-ID that only looks like ours leads nowhere', async () => {
  const first = await rig.say();
  const forged = rig
    .ownMessageId(first, 'acknowledgement')
    .replace(/\.[\w-]{22}@/, '.AAAAAAAAAAAAAAAAAAAAAA@');
  expect((await rig.say(replyTo(forged))).caseId).not.toBe(first.caseId);
});

test.each([
  [['own_loop'], 'own_loop'],
  [['delivery_report', 'null_return_path'], 'bounce'],
  [['out_of_office', 'auto_submitted'], 'out_of_office'],
  [['auto_replied', 'auto_submitted'], 'auto_reply'],
  [['spam_flag'], 'spam'],
] as const)(
  'R03 noise with the signs %s is suppressed as %s, kept and never acknowledged',
  async (robotSigns, reason) => {
    const event = await rig.item({ mail: { robotSigns: [...robotSigns] } });
    await rig.consume(event);
    expect(await outcomeOf(event.payload.item.itemId)).toMatchObject({
      outcome: 'suppressed',
      reason,
    });
    await expect(rig.caseOf(event.payload.item.reference)).rejects.toThrow('no case');
  },
);

test('R03 list mail is suppressed, but a complaint that a form vendor relays is a case for a person to acknowledge', async () => {
  const robotSigns = ['list', 'precedence_bulk'] as const;
  const news = await rig.item(
    { mail: { robotSigns: [...robotSigns] } },
    { kind: 'feedback', decided: true },
  );
  await rig.consume(news);
  expect(await outcomeOf(news.payload.item.itemId)).toMatchObject({ reason: 'list' });
  const relayed = await rig.say({ mail: { robotSigns: [...robotSigns] } });
  expect(relayed).toMatchObject({ relayed: true, acknowledgement: { state: 'by_hand' } });
  expect(await published('message.requested.v1', relayed.caseId)).toEqual([]);
});

test('R03 what may not be acted on by itself is quarantined, with an owner and a task in time', async () => {
  const event = await rig.item({ quarantine: 'ambiguous_sender' });
  await rig.consume(event);
  const { itemId } = event.payload.item;
  expect(await outcomeOf(itemId)).toEqual({
    outcome: 'quarantined',
    reason: 'ambiguous_sender',
    owner: 'supervisor',
    case_reference: null,
  });
  const tasks = await rig.database.db.query<{ owner_role: string; due_at: Date }>(
    'select owner_role, due_at from cases.tasks where item_id = $1',
    [itemId],
  );
  expect(tasks).toHaveLength(1);
  expect(tasks[0]?.owner_role).toBe('supervisor');
});

test('R03 what cannot be read is a case all the same, with its clock and a task', async () => {
  const current = await rig.say({ unreadable: 'too many parts', text: '' }, { decided: false });
  expect(current).toMatchObject({ unreadable: true, status: 'new', kind: 'complaint' });
  const [deadline] = await rig.database.db.query(
    `select state from cases.deadlines where case_id = $1 and kind = 'acknowledge'`,
    [current.caseId],
  );
  expect(deadline).toEqual({ state: 'open' });
});

test('R10 R46 on social media nothing goes out by itself: an answer waits in the responders’ queue', async () => {
  const current = await rig.say({
    channel: 'x',
    sender: { handle: 'angry', platformUserId: '77' },
    social: { platform: 'x', postId: '1', conversationId: 'c1', direct: false },
  });
  expect(await published('message.requested.v1', current.caseId)).toEqual([]);
  const [task] = await rig.database.db.query<{ due_at: Date }>(
    `select kind, owner_role, owner_platform, due_at from cases.tasks where case_id = $1 and kind = 'answer_social'`,
    [current.caseId],
  );
  expect(task).toMatchObject({ owner_role: 'responder', owner_platform: 'x' });
  expect(task?.due_at.getTime()).toBeLessThan(new Date(current.acknowledgement.dueAt).getTime());
  const again = await rig.say({
    channel: 'x',
    sender: { handle: 'angry', platformUserId: '77' },
    social: { platform: 'x', postId: '2', conversationId: 'c1', direct: false },
  });
  expect(again.caseId).toBe(current.caseId);
  const stranger = await rig.say({
    channel: 'x',
    sender: { handle: 'other', platformUserId: '78' },
    social: { platform: 'x', postId: '3', conversationId: 'c1', direct: false },
  });
  expect(stranger.caseId).not.toBe(current.caseId);
});

test('R05 a low score opens a recovery case; a high one without a word is counted, not worked on', async () => {
  const low = await rig.say(
    { channel: 'survey', survey: { scale: 5, score: 2 }, text: '' },
    { kind: 'feedback' },
  );
  expect(low.kind).toBe('complaint');
  const high = await rig.item({ channel: 'survey', survey: { scale: 5, score: 5 }, text: '' });
  await rig.consume(high);
  expect(await outcomeOf(high.payload.item.itemId)).toMatchObject({ reason: 'survey_not_low' });
});

test('R11 a bounced acknowledgement is no acknowledgement: a task before the 24 hours end', async () => {
  const current = await rig.say();
  await rig.report(current, 'acknowledgement', 'sent');
  expect((await rig.caseOf(current.reference)).acknowledgement).toMatchObject({
    state: 'done',
    how: 'email',
  });
  const bounce = await rig.item({
    sender: { email: 'mailer-daemon@customer.test' },
    mail: {
      robotSigns: ['delivery_report', 'null_return_path'],
      bounce: {
        messageId: rig.ownMessageId(current, 'acknowledgement'),
        permanent: true,
        status: '5.1.1',
      },
    },
  });
  // The notifier reads the bounce too, and reports what it says: by that one way the case hears of it.
  const sent = await rig.caseOf(current.reference);
  await rig.consume(bounce);
  expect(await outcomeOf(bounce.payload.item.itemId)).toMatchObject({
    outcome: 'suppressed',
    reason: 'bounce',
    case_reference: current.reference,
  });
  expect(await rig.caseOf(current.reference)).toEqual(sent);
  await rig.report(current, 'acknowledgement', 'bounced');
  const after = await rig.caseOf(current.reference);
  expect(after.acknowledgement.state).toBe('failed');
  const tasks = await rig.database.db.query<{ due_at: Date; owner_staff: string }>(
    `select due_at, owner_staff from cases.tasks where case_id = $1 and kind = 'acknowledgement_failed'`,
    [current.caseId],
  );
  expect(tasks).toHaveLength(1);
  const [task] = tasks;
  expect(task?.due_at.toISOString()).toBe(current.acknowledgement.dueAt);
  expect(task?.owner_staff).toMatch(/^sa/);
  // Reports that come late or twice change nothing.
  await rig.report(current, 'acknowledgement', 'sent');
  await rig.report(current, 'acknowledgement', 'bounced');
  expect(await rig.caseOf(current.reference)).toEqual(after);
});

test('R17 a threat holds everything back until a manager lifts it, and names who was told', async () => {
  const current = await rig.say({}, { threat: true });
  expect(current).toMatchObject({ contactSuspended: true, acknowledgement: { state: 'held' } });
  const messages = await published('message.requested.v1', current.caseId);
  expect(messages.map(({ payload }) => payload)).toMatchObject([
    { purpose: 'staff-notice', recipient: { email: 'dora@staff.test', party: 'staff' } },
  ]);
  // No page for staff exists yet that a link could lead to.
  expect(messages[0]?.payload).not.toHaveProperty('values.caseUrl');
});
