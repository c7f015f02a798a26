// The SQL of what waits for approval: open proposals, those that wait longest first, with what their approver reads. Who may decide one is not known here: the domain says so.
import type { Query } from '#shared/db.ts';
import type { Case } from '../domain/case.ts';

/** An open proposal with its case. */
export type OpenProposal = {
  state: Case;
  remedyId: string;
  /** Until when it is to be decided; nothing when its task is gone. */
  dueAt: Date | null;
  /** Why it was proposed; nothing once it is erased. */
  reason: string | null;
  /** Its place in the list. */
  place: [string, string, string];
};

export type ProposalFilter = {
  /** Only by this person, or by anybody but them; `staff:<id>`. */
  proposedBy?: string | undefined;
  notProposedBy?: string | undefined;
  /** Only of this case. */
  reference?: string | undefined;
  /** Only of these levels, as they were when it was proposed. */
  approval?: readonly string[] | undefined;
  after?: readonly string[] | undefined;
  limit: number;
};

/** Open proposals, those that wait longest first. */
export async function openProposals(query: Query, filter: ProposalFilter): Promise<OpenProposal[]> {
  const { after } = filter;
  return query<OpenProposal>(
    `select c.state, r.remedy_id as "remedyId", t.due_at as "dueAt", e.data ->> 'reason' as reason,
       array[r.proposed_at::text, r.case_id::text, r.remedy_id] as place
     from cases.remedies r join cases.cases c using (case_id)
       left join cases.tasks t on t.case_id = r.case_id and t.kind = 'approve_remedy'
         and t.task_key = 'approve/' || r.remedy_id and t.state = 'open'
       left join cases.case_timeline e on e.case_id = r.case_id and e.version = r.proposal_version
     where r.state = 'proposed' and c.status not in ('closed', 'merged')
       and ($1::text is null or r.proposed_by = $1) and ($2::text is null or r.proposed_by <> $2)
       and ($3::text[] is null or r.approval = any($3))
       and ($4::timestamptz is null or (r.proposed_at, r.case_id, r.remedy_id) > ($4, $5::uuid, $6::text))
       and ($8::text is null or c.reference = $8)
     order by r.proposed_at, r.case_id, r.remedy_id limit $7`,
    [
      filter.proposedBy ?? null,
      filter.notProposedBy ?? null,
      filter.approval ?? null,
      after?.[0] ?? null,
      after?.[1] ?? null,
      after?.[2] ?? null,
      filter.limit,
      filter.reference ?? null,
    ],
  );
}

/** An entry of a case as the story in short has it. */
export type StoryEntry = {
  caseId: string;
  version: number;
  type: string;
  at: Date;
  actor: string;
  data: Record<string, unknown> | null;
};

/** The last entries of some types on some cases, the newest first; `each`: how many a case. */
export async function storyOf(
  query: Query,
  caseIds: string[],
  types: readonly string[],
  each: number,
): Promise<StoryEntry[]> {
  if (caseIds.length === 0) return [];
  return query<StoryEntry>(
    `select e.case_id as "caseId", e.version, e.type, e.at, e.actor, e.data
     from unnest($1::uuid[]) as w(case_id), lateral (
       select t.case_id, t.version, t.type, t.at, t.actor, t.data from cases.case_timeline t
       where t.case_id = w.case_id and t.type = any($2::text[]) order by t.version desc limit $3) e
     order by e.case_id, e.version desc`,
    [caseIds, types, each],
  );
}

/** What the customer wrote first, cut; and how many other cases they have. */
export type CaseBeginning = {
  caseId: string;
  text: string;
  otherCases: number;
  otherOpen: number;
};

/** How cases began, and how often their customer came besides. */
export async function beginningsOf(
  query: Query,
  caseIds: string[],
  textChars: number,
): Promise<CaseBeginning[]> {
  if (caseIds.length === 0) return [];
  return query<CaseBeginning>(
    `select c.case_id as "caseId", coalesce(f.text, '') as text, o.many as "otherCases", o.open as "otherOpen"
     from cases.cases c
       left join lateral (select left(i.received ->> 'text', $2) as text
         from cases.intake_outcomes u join intake.items i using (item_id)
         where u.case_id = c.case_id and u.outcome = 'case' order by i.accepted_at limit 1) f on true,
       lateral (select count(*)::int as many,
           count(*) filter (where x.status not in ('resolved', 'closed', 'merged'))::int as open
         from (select n.status from cases.cases n where n.customer_key = c.customer_key and n.case_id <> c.case_id
           limit 100) x) o
     where c.case_id = any($1::uuid[])`,
    [caseIds, textChars],
  );
}
