// Very much to do, made by SQL: open cases with a task each, overdue ones first. No clock of the program looks at these.
import type { ConsoleRig } from '../harness/console.ts';
import { eventually } from '../harness/product.ts';

const subjects = [
  'The parcel came broken',
  'Charged twice for one order',
  'Nobody answers my mails',
  'Rude at the desk',
  'Cold food, two hours late',
];

/** Makes `count` of them for the supervisors, and gives the path of the list. */
export async function stageMany(rig: ConsoleRig, count = 10_000): Promise<string> {
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
    [count, subjects, JSON.stringify(template)],
  );
  await rig.db.query('analyze cases.cases');
  await rig.db.query('analyze cases.tasks');
  return '/work?scope=all';
}
