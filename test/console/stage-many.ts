// Very much of everything, made by SQL from the few things that are there: no clock of the program looks at these.
import type { ConsoleRig } from '../harness/console.ts';
import { eventually } from '../harness/product.ts';
import { copiedId, copyRows } from './copy-rows.ts';

const subjects = [
  'The parcel came broken',
  'Charged twice for one order',
  'Nobody answers my mails',
  'Rude at the desk',
  'Cold food, two hours late',
];

const COUNT = 10_000;

/** Open cases with a task each for the supervisors, the overdue ones first. Gives the path of the list. */
export async function stageManyCases(rig: ConsoleRig): Promise<string> {
  const reference = await rig.complain({ message: 'The parcel came broken.' });
  const template = await eventually('a case to copy', async () => {
    const [row] = await rig.db.query<{ state: object }>(
      'select state from cases.cases where reference = $1',
      [reference],
    );
    return row?.state;
  });
  await rig.db.query(
    `with made as (
       insert into cases.cases (case_id, reference, version, chain, status, kind, category, severity, channel, language, epoch,
         escalation_level, subject, opened_at, acknowledged_at, resolve_by, updated_at, trace, state)
       select x.id, x.reference, 1, 'x', 'new', 'complaint', 'delivery', x.severity, 'form', 'en', 1, 0, x.subject, x.at, x.at,
         now() + interval '9 days', x.at, 'x', $3::jsonb || jsonb_build_object('caseId', x.id, 'reference', x.reference,
           'status', 'new', 'severity', x.severity, 'subject', x.subject)
       from (select md5('many' || n)::uuid as id, 'C-' || lpad(n::text, 8, '0') as reference, now() - n * interval '1 minute' as at,
           (array['minor', 'minor', 'moderate', 'major', 'critical'])[1 + (n * 7) % 5] as severity, ($2::text[])[1 + n % 5] as subject
         from generate_series(1, $1::int) n) x
       on conflict do nothing returning case_id, reference)
     insert into cases.tasks (task_id, case_id, task_key, kind, title, owner_role, due_at, warn_at, state, created_at)
     select md5('task' || case_id)::uuid, case_id, 'assign', 'assign', 'Assign an investigator', 'supervisor', due, due - interval '2 hours',
       'open', now()
     from (select case_id, now() + (substr(reference, 3)::int - 40) * interval '5 minutes' as due from made) x`,
    [COUNT, subjects, JSON.stringify(template)],
  );
  await rig.db.query('analyze cases.cases');
  await rig.db.query('analyze cases.tasks');
  // Every third is somebody's.
  await rig.db.query(
    `update cases.cases c set assignee = p.staff_id, status = 'assigned', state = c.state || jsonb_build_object('assignee', p.staff_id)
     from (select staff_id, row_number() over (order by name) - 1 as at from people.staff_directory
       where role not in ('admin', 'auditor')) p
     where c.reference ~ '^C-[0-9]{8}$' and substr(c.reference, 3)::int % 18 = p.at`,
    [],
  );
  return '/work?scope=all';
}

/** Copies of the first case for which `where` holds (of cases.cases as `c`), and of what belongs to it. */
async function copyCase(rig: ConsoleRig, tag: string, where: string): Promise<void> {
  const [found] = await rig.db.query<{ id: string }>(
    `select c.case_id as id from cases.cases c where ${where} order by c.opened_at limit 1`,
    [],
  );
  if (!found) throw new Error(`no case to copy: ${where}`);
  const id = copiedId('t.case_id');
  const reference = `'${tag}-' || lpad(n::text, 6, '0')`;
  const one = `t.case_id = '${found.id}'`;
  await copyRows(rig, {
    ...{ table: 'cases.cases', where: one, count: COUNT },
    changes: `jsonb_build_object('case_id', ${id}, 'reference', ${reference}, 'state', t.state ||
      jsonb_build_object('caseId', ${id}, 'reference', ${reference}))`,
  });
  for (const table of ['cases.case_timeline', 'cases.remedies', 'cases.corrective_actions'])
    await copyRows(rig, {
      ...{ table, where: one, count: COUNT },
      changes: `jsonb_build_object('case_id', ${id})`,
    });
  await copyRows(rig, {
    ...{ table: 'cases.tasks', where: `t.state = 'open' and ${one}`, count: COUNT },
    changes: `jsonb_build_object('case_id', ${id}, 'task_id', ${copiedId('t.task_id')},
      'due_at', t.due_at + n * interval '1 minute')`,
  });
  await copyItems(rig, `o.case_id = '${found.id}'`);
}

/** Copies of what came in, and of what became of it (of cases.intake_outcomes as `o`). */
async function copyItems(rig: ConsoleRig, where: string): Promise<void> {
  const id = copiedId('t.item_id');
  const ofThem = `t.item_id in (select o.item_id from cases.intake_outcomes o where ${where})`;
  await copyRows(rig, {
    ...{ table: 'intake.items', where: ofThem, count: COUNT },
    changes: `jsonb_build_object('item_id', ${id}, 'dedup_key', t.dedup_key || '/' || n)`,
  });
  await copyRows(rig, {
    ...{ table: 'cases.intake_outcomes', where: ofThem, count: COUNT },
    changes: `jsonb_build_object('item_id', ${id}, 'case_id', case when t.case_id is not null then ${copiedId('t.case_id')} end,
      'decided_at', t.decided_at - n * interval '1 minute')`,
  });
}

/** Mails that went out, people, sessions, and who read what. */
async function manyOthers(rig: ConsoleRig): Promise<void> {
  const message = `t.message_id = (select m.message_id from notifier.messages m order by m.created_at limit 1)`;
  await copyRows(rig, {
    ...{ table: 'notifier.messages', where: message, count: COUNT },
    changes: `jsonb_build_object('message_id', ${copiedId('t.message_id')}, 'subject_key', md5(n::text), 'rfc_message_id', null, 'acknowledges', false, 'counted', false,
      'created_at', t.created_at - n * interval '1 minute')`,
  });
  await copyRows(rig, {
    ...{ table: 'notifier.caught_mail', where: message, count: COUNT },
    changes: `jsonb_build_object('message_id', ${copiedId('t.message_id')})`,
  });
  await copyRows(rig, {
    ...{ table: 'people.staff', where: `t.email = 'finn@redress.test'`, count: COUNT },
    changes: `jsonb_build_object('staff_id', t.staff_id || '-' || n, 'name', 'Finn Front ' || n, 'email', 'finn' || n || '@redress.test')`,
  });
  await copyRows(rig, {
    ...{
      table: 'people.sessions',
      where: `t.staff_id = (select s.staff_id from people.staff s
      where s.email = 'sam@redress.test')`,
      count: 100,
    },
    changes: `jsonb_build_object('session_id', ${copiedId('t.session_id')}, 'token_sha256', md5(t.session_id::text || n) || md5(n::text))`,
  });
  await rig.db.query(
    `insert into cases.reads (staff_id, case_id, part, hour, times, first_at, last_at)
     select s.staff_id, c.case_id, 'case', date_trunc('hour', now()) - c.n * interval '1 hour', 1, now(), now()
     from (select case_id, row_number() over (order by case_id) as n from cases.cases limit ${COUNT}) c,
       (select staff_id from people.staff where email = 'fay@redress.test') s on conflict do nothing`,
  );
}

/** A case of which very much is known: notes, the newest last. */
async function manyNotes(rig: ConsoleRig): Promise<void> {
  const where = `t.type = 'note.added' and t.case_id = (select e.case_id from cases.case_timeline e
    where e.type = 'update.sent' limit 1)`;
  await copyRows(rig, {
    ...{ table: 'cases.case_timeline', where, count: COUNT },
    changes: `jsonb_build_object('version', 100 + n, 'data', jsonb_build_object('text', 'Called again, try ' || n))`,
  });
}

/** Ten thousand of everything that is counted, from what there is now. */
export async function stageMany(rig: ConsoleRig): Promise<void> {
  await stageManyCases(rig);
  await copyCase(
    rig,
    'A',
    `exists (select from cases.remedies r where r.case_id = c.case_id and r.state = 'proposed')`,
  );
  await copyCase(
    rig,
    'S',
    `c.channel = 'x' and exists (select from cases.tasks k
      where k.case_id = c.case_id and k.kind = 'answer_social' and k.state = 'open')`,
  );
  await copyCase(
    rig,
    'K',
    'exists (select from cases.corrective_actions a where a.case_id = c.case_id)',
  );
  await copyItems(rig, `o.outcome = 'quarantined'`);
  await manyOthers(rig);
  await manyNotes(rig);
}
