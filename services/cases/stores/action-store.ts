// The SQL of corrective actions as rows: written from the state of their cases, listed over all of them.
import type { Query } from '#shared/db.ts';
import type { CaseStatus } from '#shared/events/case.ts';
import type { ActionState, CorrectiveAction } from '../domain/investigation/facts.ts';

export type ActionRow = CorrectiveAction & { caseId: string; reference: string };

/** Writes corrective actions as they are now. */
export async function putActions(query: Query, rows: ActionRow[]): Promise<void> {
  await query(
    `insert into cases.corrective_actions (case_id, action_id, state, problem, owner_staff, due_at, requested_by,
       approved_by, done_at, verified_by, reworks, case_references)
     select r."caseId", r."actionId", r.state, r.problem, r.owner, r."dueAt", r."requestedBy", r."approvedBy",
       r."doneAt", r."verifiedBy", r.reworks, array[r.reference] || r.cases
     from jsonb_to_recordset($1::jsonb) as r("caseId" uuid, reference text, "actionId" text, state text, problem text,
       owner text, "dueAt" timestamptz, "requestedBy" text, "approvedBy" text, "doneAt" timestamptz, "verifiedBy" text,
       reworks int, cases text[])
     on conflict (case_id, action_id) do update set state = excluded.state, owner_staff = excluded.owner_staff,
       due_at = excluded.due_at, approved_by = excluded.approved_by, done_at = excluded.done_at,
       verified_by = excluded.verified_by, reworks = excluded.reworks`,
    [JSON.stringify(rows)],
  );
}

/** A corrective action in a list. */
export type ActionLine = {
  caseId: string;
  caseReference: string;
  actionId: string;
  state: ActionState;
  problem: string;
  owner: string;
  dueAt: Date;
  requestedBy: string;
  approvedBy: string | null;
  doneAt: Date | null;
  verifiedBy: string | null;
  reworks: number;
  cases: number;
  /** What is to be done; nothing once it is erased. */
  proposal: string | null;
  caseStatus: CaseStatus;
  caseVersion: number;
  /** The version of the policy that its case follows. */
  policyVersion: string | null;
};

export type ActionFilter = {
  /** In one of these; any when absent. */
  states?: readonly ActionState[] | undefined;
  dueBefore?: Date | undefined;
  owner?: string | undefined;
  after?: { dueAt: string; caseId: string; actionId: string } | undefined;
  limit: number;
};

/** Corrective actions in order of their due time. */
export async function listActions(query: Query, filter: ActionFilter): Promise<ActionLine[]> {
  return query<ActionLine>(
    `select a.case_id as "caseId", c.reference as "caseReference", a.action_id as "actionId", a.state, a.problem,
       a.owner_staff as owner, a.due_at as "dueAt", a.requested_by as "requestedBy", a.approved_by as "approvedBy",
       a.done_at as "doneAt", a.verified_by as "verifiedBy", a.reworks, cardinality(a.case_references) as cases, e.proposal,
       c.status as "caseStatus", c.version as "caseVersion", c.state ->> 'policyVersion' as "policyVersion"
     from cases.corrective_actions a join cases.cases c using (case_id)
       left join lateral (select t.data ->> 'proposal' as proposal from cases.case_timeline t
         where t.case_id = a.case_id and t.type = 'corrective_action.requested'
           and t.data ->> 'actionId' = a.action_id limit 1) e on true
     where ($1::text[] is null or a.state = any($1)) and ($2::text is null or a.owner_staff = $2)
       and ($3::timestamptz is null or (a.due_at, a.case_id, a.action_id) > ($3, $4::uuid, $5::text))
       and ($7::timestamptz is null or a.due_at < $7)
     order by a.due_at, a.case_id, a.action_id limit $6`,
    [
      filter.states ?? null,
      filter.owner ?? null,
      filter.after?.dueAt ?? null,
      filter.after?.caseId ?? null,
      filter.after?.actionId ?? null,
      filter.limit,
      filter.dueBefore ?? null,
    ],
  );
}
