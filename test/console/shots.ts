// The pages of which pictures are taken, one line or more each.
import type { Page } from 'playwright-core';
import { newId } from '../../shared/ids.ts';
import { acceptItem } from '../../shared/intake.ts';
import type { ConsoleRig, Who } from '../harness/console.ts';
import { eventually } from '../harness/product.ts';
import { saveCall, stageCall } from './stage-call.ts';
import { stageCase } from './stage-case.ts';
import { stageMany } from './stage-many.ts';

/** A picture: who looks at what, after `stage` made what is there and gave the path. `before` acts on the page first. */
export type Shot = {
  name: string;
  who: Who | undefined;
  stage(rig: ConsoleRig): Promise<string> | string;
  before?(page: Page): Promise<void>;
};

/** A mail that is set aside, one that cannot be decided, and a case. */
async function stageTriage(rig: ConsoleRig): Promise<string> {
  const rows = await rig.db.query(
    `select 1 from cases.intake_outcomes o where o.outcome = 'quarantined'`,
  );
  if (rows.length > 0) return '/triage';
  for (const [subject, quarantine, text] of quarantinedMails)
    await rig.db.transaction((tx) =>
      acceptItem(tx, {
        dedupKey: newId(),
        trace: 'shots',
        original: Buffer.from(
          `From: ann@customer.test, bob@customer.test\r\nSubject: ${subject}\r\n\r\n${text}`,
        ),
        attachments: [],
        received: {
          ...{ channel: 'email', connector: 'smtp-inlet', receivedAt: new Date().toISOString() },
          ...{
            sender: { name: 'ann@customer.test, bob@customer.test' },
            subject,
            text,
            textCut: false,
            quarantine,
          },
          mail: { repliesTo: [], recipients: [], robotSigns: [], authentication: 'none' },
        },
      }),
    );
  for (const message of ['Something about the thing from the other week.', 'hm'])
    await rig.complain({ message });
  await rig.complain({ message: 'My parcel arrived broken and nobody answers the phone.' });
  return '/triage';
}

const quarantinedMails = [
  [
    'The kitchen came broken',
    'ambiguous_sender',
    'Dear team,\n\nthe kitchen that you delivered on Friday is broken.\n\nAnn and Bob',
  ],
  ['All pictures of the damage', 'too_large', 'See the 40 pictures attached.'],
  ['Re: offer', 'ambiguous_sender', 'Best prices for you.'],
] as const;

/** Some weeks of cases, by SQL: what was opened, kept and broken. */
async function stageOverview(rig: ConsoleRig): Promise<string> {
  const [known] = await rig.db.query<{ n: number }>(
    'select count(*)::int as n from cases.cases',
    [],
  );
  if ((known?.n ?? 0) > 100) return '/overview';
  const words = [
    'The parcel came broken',
    'Charged twice',
    'Nobody answers',
    'Rude at the desk',
    'Cold food',
  ];
  await rig.complain({ message: words.join('. ') });
  await rig.db.query(
    `insert into cases.cases (case_id, reference, version, chain, status, kind, category, severity, channel, language, epoch,
       escalation_level, subject, opened_at, acknowledged_at, resolve_by, resolved_at, updated_at, trace, state)
     select md5('shot' || n)::uuid, 'C-' || lpad(n::text, 8, '0'), 1, 'x',
       case when n < 40 then (array['new', 'assigned', 'investigating', 'waiting'])[1 + n % 4] else 'closed' end,
       (array['complaint', 'complaint', 'complaint', 'inquiry', 'feedback'])[1 + n % 5],
       (array['delivery', 'billing', 'quality', 'staff'])[1 + (n * n) % 4],
       (array['minor', 'minor', 'moderate', 'major', 'critical'])[1 + (n * 7) % 5],
       (array['email', 'email', 'form', 'phone', 'x'])[1 + (n * 3) % 5], 'en', 1,
       case when n in (3, 11, 17) then 3 when n % 23 = 0 then 2 when n % 9 = 0 then 1 else 0 end,
       ($1::text[])[1 + n % 5], at, at + interval '5 hours' * (1 + n % 6), at + interval '3 days',
       case when n >= 40 then at + interval '1 day' * (1 + n % 4) end, at, 'x',
       c.state || jsonb_build_object('closedHow', case when n % 5 > 0 then 'satisfied' end, 'dissatisfied', n % 17 = 0,
         'resolution', case when n >= 40 then jsonb_build_object('at', to_char((at + interval '1 day' * (1 + n % 4)) at time zone 'UTC',
           'YYYY-MM-DD"T"HH24:MI:SS"Z"')) end, 'acknowledgement', jsonb_build_object('state', 'done', 'dueAt',
           to_char((at + interval '1 day') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
     from (select n, now() - n * interval '3 hours' - (n * n % 7) * interval '5 hours' as at from generate_series(1, 420) n) x,
       (select state from cases.cases limit 1) c`,
    [words],
  );
  return '/overview';
}

/** Some cases of which people left the labels, or said others. */
async function stageClassifier(rig: ConsoleRig): Promise<string> {
  const texts = [
    'The parcel came broken',
    'I was charged twice',
    'Where is my order?',
    'The soup was cold',
  ];
  const known = await rig.db.query('select 1 from classifier.corrections');
  if (known.length > 0) return '/classifier';
  const api = await rig.as('sam');
  for (const [at, message] of [...texts, ...texts].entries()) {
    const reference = await rig.complain({ message });
    const correct = { category: ['billing', 'delivery'][at % 2], reason: 'as it says' };
    await api.command(reference, 'correct', correct);
  }
  await eventually(
    'corrections',
    async () => (await rig.db.query('select 1 from classifier.corrections')).length >= 4,
  );
  return '/classifier';
}

/** Threads on three platforms, one of them claimed by somebody else. */
async function stageSocial(rig: ConsoleRig): Promise<string> {
  const api = await rig.as('rosa');
  const listed = async () => {
    const { body } = await api.get('/api/v1/social/threads');
    return (body as { threads?: { reference: string; text: string }[] }).threads ?? [];
  };
  if ((await listed()).length === 0) {
    await rig.db.query(
      `insert into people.responder_grants select staff_id, p from people.staff, unnest('{x,facebook,instagram}'::text[]) p
       where email in ('rosa@redress.test', 'finn@redress.test') on conflict do nothing`,
    );
    for (const [at, [channel, name, handle, text]] of posts.entries())
      await rig.db.transaction((tx) =>
        acceptItem(tx, {
          ...{ dedupKey: newId(), trace: 'shots', original: Buffer.from('{}'), attachments: [] },
          received: {
            ...{ channel, connector: channel, receivedAt: new Date().toISOString() },
            sender: { name, handle, platformUserId: `7${at}` },
            ...{ subject: '', text, textCut: false },
            social: { platform: channel, postId: `${at}`, url: 'https://x.test/1', direct: false },
          },
        }),
      );
    await eventually('threads', async () => (await listed()).length >= posts.length);
  }
  const threads = await listed();
  const of = (part: string) => threads.find(({ text }) => text.includes(part))?.reference ?? '';
  await (await rig.as('finn')).put(`/api/v1/social/threads/${of('gift card')}/claim`, undefined);
  return `/social?thread=${of('sofa')}`;
}

const posts = [
  ['x', 'Ann Archer', 'angry_ann', '@brand my sofa came broken and nobody answers. Third time!!'],
  ['x', 'Bo Berg', 'bo', '@brand where is my gift card? I asked two weeks ago and heard nothing.'],
  ['facebook', 'Eva Lind', 'eva.lind', 'The chair is wobbly. I want my money back.'],
  ['instagram', 'Kim', 'kim_at_home', 'Delivery was late again and the driver was rude.'],
] as const;

const openWobbly = async (page: Page) => {
  const back = page.getByRole('button', { name: /^(All threads|Alle Gespräche)$/ });
  if (await back.isVisible()) await back.click();
  await page.getByRole('button', { name: /wobbly/ }).click();
  await page.locator('form textarea').waitFor();
};

/** The cases of the overview, shared out unevenly; one of the people is away. */
async function stageBoard(rig: ConsoleRig): Promise<string> {
  await stageOverview(rig);
  await rig.db.query(
    `update cases.cases c set assignee = p.staff_id, resolve_by = now() + interval '5 hours' * (n % 13 - 3)
     from (select reference, row_number() over (order by reference) as n from cases.cases where status <> 'closed') o,
       (select staff_id, row_number() over (order by name) as at from people.staff_directory
        where role not in ('admin', 'auditor')) p
     where c.reference = o.reference and p.at = n * n % 8`,
  );
  const sam = await rig.as('sam');
  const until = new Date(Date.now() + 5 * 86_400_000).toISOString();
  await sam.put('/api/v1/staff/max@redress.test/away', { until, deputy: 'sam@redress.test' });
  return '/board';
}

const tryText = async (page: Page) => {
  await page
    .getByRole('textbox')
    .last()
    .fill('The parcel came broken and nobody answers. I want my money back!');
  await page.locator('form button[type=submit]').click();
  await page.locator('[role=status] table').waitFor();
};

async function stageApprovals(rig: ConsoleRig): Promise<string> {
  const [fay, sam] = [await rig.as('fay'), await rig.as('sam')];
  let reference = '';
  for (const message of ['Charged twice, 290 euros', 'Two weeks without an answer']) {
    reference = await rig.complain({ name: 'Ann Vale', subject: message, message });
    const corrected = { kind: 'complaint', severity: 'moderate', reason: 'read again' };
    await sam.command(reference, 'correct', corrected);
    for (const amount of ['150', '140'])
      await fay.command(reference, 'propose-remedy', {
        ...{ option: 'partial_refund', amount, reason: 'Charged for what never came.' },
      });
  }
  return `/approvals?at=${reference}.R1`;
}

async function stageWork(rig: ConsoleRig): Promise<string> {
  for (const [subject, message] of [
    ['Invoice charged twice', 'You charged my card twice, 400 euros, and nobody answers.'],
    ['Rude at the desk', 'The man at the desk was rude to my mother.'],
    ['Where is my parcel?', 'My parcel has not arrived for two weeks.'],
  ] as const)
    await rig.complain({ name: 'Ann Vale', subject, message });
  return '/work?scope=all';
}

const openFirst = async (page: Page) => {
  await page
    .getByRole('button', { name: /kitchen/ })
    .first()
    .click();
  await page.waitForTimeout(300);
};

const openHistory = async (page: Page) => {
  await page.getByRole('tab').nth(1).click();
};

/** Tests the first mailbox, if the instance has one. */
const testMailbox = async (page: Page) => {
  const button = page.locator('main li button').first();
  if ((await button.count()) === 0) return;
  await button.click();
  await page.locator('main li [role=status]').waitFor();
};

export const shots: Shot[] = [
  { name: 'work-empty', who: 'fay', stage: () => '/work' },
  { name: 'work', who: 'sam', stage: stageWork },
  { name: 'policy', who: 'ada', stage: () => '/policy' },
  { name: 'templates', who: 'ada', stage: () => '/templates' },
  { name: 'caught-mail', who: 'ada', stage: () => '/caught-mail' },
  { name: 'reads', who: 'ada', stage: () => '/reads' },
  { name: 'approvals', who: 'max', stage: stageApprovals },
  { name: 'approvals-empty', who: 'sam', stage: () => '/approvals' },
  { name: 'corrective-actions-empty', who: 'sam', stage: () => '/corrective-actions' },
  { name: 'log-empty', who: 'sam', stage: () => '/log-complaint' },
  { name: 'log', who: 'fay', stage: stageCall, before: (page) => page.waitForTimeout(1500) },
  { name: 'log-saved', who: 'fay', stage: stageCall, before: saveCall },
  { name: 'nothing-here', who: 'sam', stage: () => '/nowhere' },
  { name: 'triage-empty', who: 'sam', stage: () => '/triage' },
  { name: 'triage', who: 'sam', stage: stageTriage, before: openFirst },
  { name: 'triage-list', who: 'sam', stage: stageTriage },
  { name: 'board', who: 'sam', stage: stageBoard },
  { name: 'overview-empty', who: 'sue', stage: () => '/overview' },
  { name: 'overview', who: 'sue', stage: stageOverview },
  {
    name: 'overview-cases',
    who: 'sue',
    stage: async (rig) => `${await stageOverview(rig)}/cases?open=true`,
  },
  { name: 'social-empty', who: 'rosa', stage: () => '/social' },
  { name: 'social', who: 'rosa', stage: stageSocial },
  {
    name: 'social-list',
    who: 'rosa',
    stage: async (rig) => (await stageSocial(rig)).replace(/\?.*/, ''),
  },
  { name: 'social-app', who: 'rosa', stage: stageSocial, before: openWobbly },
  { name: 'social-other', who: 'fay', stage: () => '/social' },
  { name: 'classifier', who: 'max', stage: stageClassifier, before: tryText },
  { name: 'ledger', who: 'sam', stage: async (rig) => `${await stageTriage(rig)}?tab=ledger` },
  { name: 'sign-in', who: undefined, stage: () => '/sign-in' },
  {
    name: 'join',
    who: undefined,
    stage: async (rig) => {
      const [hint = ''] = await rig.redress.hints();
      return `/join${hint.slice(hint.indexOf('#'))}`;
    },
  },
  { name: 'forgotten', who: undefined, stage: () => '/forgotten' },
  { name: 'account', who: 'sam', stage: () => '/account' },
  { name: 'preferences', who: 'sam', stage: () => '/preferences' },
  { name: 'channels', who: 'ada', stage: () => '/channels', before: testMailbox },
  { name: 'people', who: 'ada', stage: () => '/people' },
  { name: 'case', who: 'fay', stage: stageCase },
  { name: 'case-history', who: 'fay', stage: async (rig) => stageCase(rig), before: openHistory },
  { name: 'case-missing', who: 'fay', stage: () => '/cases/C-0000-0000' },
  // Last: it fills every list.
  { name: 'work-many', who: 'sam', stage: (rig) => stageMany(rig) },
];
