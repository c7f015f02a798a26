// How the entries of investigations and follow-up change a case. Pure and total: no rules here, only consequences.
import type { Case } from '../case.ts';
import type { InvestigationEntryData } from './entries.ts';
import type { CallBack, CorrectiveAction, InvestigationFacts } from './facts.ts';

type Envelope = { at: string; actor: string; version: number };
type Changes = {
  [T in keyof InvestigationEntryData]: (
    current: Case,
    data: InvestigationEntryData[T],
    envelope: Envelope,
  ) => Partial<Case>;
};

const unchanged = (): Partial<Case> => ({});

/** What a case begins with. */
export const factsAtOpening = (openedAt: string): InvestigationFacts => ({
  evidence: [],
  actions: [],
  linkedActions: [],
  callBacks: [],
  lastContactAt: openedAt,
  contacts: 0,
  dissatisfied: false,
});

const withAction = (
  current: Case,
  actionId: string,
  change: (action: CorrectiveAction) => Partial<CorrectiveAction>,
): Partial<Case> => ({
  actions: current.actions.map((action) =>
    action.actionId === actionId ? { ...action, ...change(action) } : action,
  ),
});

const withCallBack = (
  current: Case,
  callBackId: string,
  change: (call: CallBack) => Partial<CallBack>,
): Partial<Case> => ({
  callBacks: current.callBacks.map((call) =>
    call.callBackId === callBackId ? { ...call, ...change(call) } : call,
  ),
});

/** Somebody spoke with the customer: the next check-in counts from here (R26). */
export const contactMade = (current: Case, at: string): Partial<Case> => ({
  lastContactAt: at,
  contacts: current.contacts + 1,
});

/** Somebody spoke with the customer in person: what nobody could write to them, they have been told by it (R22). */
export const spokenWith = (current: Case, at: string): Partial<Case> => ({
  ...contactMade(current, at),
  toldAt: at,
  untold: undefined,
  ...(current.untold?.isAnswer ? { answeredAt: at } : {}),
});

const actionChanges = {
  'corrective_action.requested': (c, data, { actor }) => ({
    actions: [
      ...c.actions,
      {
        actionId: data.actionId,
        state: 'requested',
        problem: data.problem,
        owner: data.owner.staffId,
        dueAt: data.dueAt,
        requestedBy: actor,
        reworks: 0,
        cases: data.cases,
      },
    ],
  }),
  'corrective_action.linked': (c, { reference, actionId }) => ({
    linkedActions: [...c.linkedActions, `${reference}/${actionId}`],
  }),
  'corrective_action.approved': (c, data, { actor }) =>
    withAction(c, data.actionId, () => ({
      state: 'approved',
      approvedBy: actor,
      owner: data.owner.staffId,
      dueAt: data.dueAt,
    })),
  'corrective_action.refused': (c, data) =>
    withAction(c, data.actionId, () => ({ state: 'refused' })),
  'corrective_action.step_taken': unchanged,
  'corrective_action.done': (c, data, { at }) =>
    withAction(c, data.actionId, () => ({ state: 'done', doneAt: at })),
  'corrective_action.verified': (c, data, { actor }) =>
    withAction(c, data.actionId, (action) =>
      data.effective
        ? { state: 'effective', verifiedBy: actor }
        : {
            state: 'approved',
            doneAt: undefined,
            dueAt: data.dueAt ?? action.dueAt,
            reworks: action.reworks + 1,
          },
    ),
} satisfies Partial<Changes>;

/** The changes, by type of entry. */
export const investigationChanges: Changes = {
  ...actionChanges,
  'evidence.added': (c, { evidenceId, kind, title, file }, { at, actor }) => ({
    evidence: [...c.evidence, { evidenceId, kind, title, at, addedBy: actor, file }],
  }),
  'root_cause.recorded': (_, { cause, text }) => ({ rootCause: { cause, text } }),
  'call_back.requested': (c, { callBackId, to, reason, dueAt, reportTo }) => ({
    callBacks: [
      ...c.callBacks,
      {
        callBackId,
        state: 'requested',
        to: to.staffId,
        reason,
        dueAt,
        reportTo: reportTo.staffId,
        tries: 0,
      },
    ],
  }),
  'call_back.tried': (c, { callBackId, givenUp }) =>
    withCallBack(c, callBackId, ({ tries }) => ({
      tries: tries + 1,
      ...(givenUp ? { state: 'reported' } : {}),
    })),
  'call_back.reported': (c, { callBackId, told }, { at }) => ({
    ...withCallBack(c, callBackId, () => ({ state: 'reported' })),
    ...(told ? spokenWith(c, at) : contactMade(c, at)),
  }),
  'check_in.due': unchanged,
  'follow_up.due': unchanged,
  'satisfaction.asked': (_, { how }, { at }) => ({ satisfaction: { at, how } }),
  'satisfaction.left_to_a_person': unchanged,
  'follow_up.recorded': (_, { satisfied }) => ({ dissatisfied: !satisfied }),
  'client.lost': unchanged,
};
