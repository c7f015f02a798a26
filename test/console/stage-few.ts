// What stands on the stage for pictures of pages with a few things, made by the API where it can be, by SQL where weeks must have passed.
import { newId } from '../../shared/ids.ts';
import { acceptItem } from '../../shared/intake.ts';
import type { ConsoleRig } from '../harness/console.ts';
import { eventually } from '../harness/product.ts';

/** A mail that is set aside, one that cannot be decided, and a case. */
export async function stageTriage(rig: ConsoleRig): Promise<string> {
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
export async function stageOverview(rig: ConsoleRig): Promise<string> {
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
export async function stageClassifier(rig: ConsoleRig): Promise<string> {
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
export async function stageSocial(rig: ConsoleRig): Promise<string> {
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

/** The cases of the overview, shared out unevenly; one of the people is away. */
export async function stageBoard(rig: ConsoleRig): Promise<string> {
  await stageOverview(rig);
  const known = await rig.db.query('select 1 from people.staff where away_until is not null');
  if (known.length > 0) return '/board';
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

export async function stageApprovals(rig: ConsoleRig): Promise<string> {
  const [fay, sam] = [await rig.as('fay'), await rig.as('sam')];
  const [known] = await rig.db.query<{ reference: string }>(
    `select c.reference from cases.remedies r join cases.cases c using (case_id)
     where r.state = 'proposed' and c.reference !~ '^A-' order by r.proposed_at desc limit 1`,
    [],
  );
  if (known) return `/approvals?at=${known.reference}.R1`;
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

export async function stageWork(rig: ConsoleRig): Promise<string> {
  const known = await rig.db.query(`select 1 from cases.cases where subject = 'Rude at the desk'`);
  if (known.length > 0) return '/work?scope=all';
  for (const [subject, message] of [
    ['Invoice charged twice', 'You charged my card twice, 400 euros, and nobody answers.'],
    ['Rude at the desk', 'The man at the desk was rude to my mother.'],
    ['Where is my parcel?', 'My parcel has not arrived for two weeks.'],
  ] as const)
    await rig.complain({ name: 'Ann Vale', subject, message });
  return '/work?scope=all';
}

/** Two corrective actions: one that waits for its approval, one being worked on. */
export async function stageActions(rig: ConsoleRig): Promise<string> {
  const known = await rig.db.query('select 1 from cases.corrective_actions');
  if (known.length > 0) return '/corrective-actions';
  const [fay, max] = [await rig.as('fay'), await rig.as('max')];
  const dueAt = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const reference = await rig.complain({
    name: 'Bo Lind',
    message: 'Third broken parcel in a row.',
  });
  await fay.command(reference, 'take-over');
  await fay.command(reference, 'start-investigation');
  for (const [problem, proposal, days] of [
    ['Parcels of glass are packed without filling', 'Fill the boxes; check one in twenty', 3],
    ['The line is not answered after six', 'One more person on the late shift', 12],
  ] as const)
    await fay.command(reference, 'request-action', {
      ...{ problem, proposal, owner: 'sam@redress.test', dueAt: dueAt(days) },
    });
  await max.command(reference, 'approve-action', { actionId: 'A1' });
  return '/corrective-actions';
}
