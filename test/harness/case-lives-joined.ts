// What other cases, surveys and the keeper of the record do to a case in its random life: it is merged and taken apart, takes
// another one in, is rated, held and erased. The life itself: case-lives.ts.
import fc from 'fast-check';
import type { IntakeReceived } from '#shared/events/intake.ts';
import type { Case } from '../../services/cases/domain/case.ts';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import { decideOther } from '../../services/cases/domain/commands/joining.ts';
import { type Decided, draftOn, type TaskChange } from '../../services/cases/domain/draft.ts';
import { decideIntake } from '../../services/cases/domain/matching.ts';
import { joinReply } from '../../services/cases/domain/reactions/intake.ts';
import { whyKept } from '../../services/cases/domain/retention.ts';
import type { Rules } from '../../services/cases/domain/rules.ts';
import { erasedCase } from '../../services/cases/domain/timeline/erasure.ts';
import { classification, contextOf, done, itemOf, opened, staff } from './case-fixtures.ts';
import { decideBy, WHOEVER_MAY } from './case-lives-payouts.ts';
import { openTasksAfter } from './open-tasks.ts';

/** Of which case something is: the one that lives, the one that it may be merged into, the one that it may take in. */
type Which = 'own' | 'host' | 'guest';

/** One thing that happens between cases, or to the record of one. */
export type JoinStep =
  | { do: 'join'; by: string; type: 'merge' | 'unmerge' | 'link' | 'unlink' }
  | { do: 'take in'; by: string; type: 'merge' | 'unmerge' }
  | { do: 'survey'; of: Which; score: number; epoch: number | undefined; text: string }
  | { do: 'record'; type: 'hold' | 'release' | 'erase' };

/** The other cases of the same customer. */
export type Neighbours = { host: Case; guest: Case };

const anyone = fc.oneof(
  { weight: 3, arbitrary: fc.constant(WHOEVER_MAY) },
  { weight: 1, arbitrary: fc.constantFrom(...staff.map(({ staffId }) => staffId)) },
);

/** Anything of this kind that may happen; mostly what has not much to it, so that lives go on. */
export const joinStep: fc.Arbitrary<JoinStep> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('join' as const),
      by: anyone,
      type: fc.constantFrom('merge', 'unmerge', 'unmerge', 'link', 'unlink'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('take in' as const),
      by: anyone,
      type: fc.constantFrom('merge', 'unmerge'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('survey' as const),
      of: fc.constantFrom<Which>('own', 'own', 'host', 'guest'),
      score: fc.constantFrom(1, 4, 5),
      epoch: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      text: fc.constantFrom('', 'It still hums.'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('record' as const),
      type: fc.constantFrom('hold', 'hold', 'release', 'erase'),
    }),
  },
);

const neighbour = (caseId: string, reference: string, more: Partial<Case>): Case => ({
  ...opened({ reference }).after,
  caseId: `018f0000-0000-7000-8000-0000000000${caseId}`,
  ...more,
});

/** The host is as grave as can be, so that it may have any story; the guest as small as can be, and resolved. */
export function neighboursOf({ channel, customer }: Case): Neighbours {
  const same = { channel, customer };
  const host = neighbour('aa', 'C-7K3M-9QXA', {
    ...same,
    ...{ severity: 'critical', escalationLevel: 3 },
  });
  const small = neighbour('bb', 'C-7K3M-9QXB', { ...same, severity: 'minor' });
  const body = { outcome: 'upheld' as const, summary: 'x', told: 'phone' as const };
  return { host, guest: done(small, 'fred', { type: 'resolve', body }) };
}

/** A case, what else it knows of, and the world when something happens. */
export type Joining = {
  current: Case;
  neighbours: Neighbours;
  tasks: readonly TaskChange[];
  rules: Rules;
  now: Date;
  /** Names the items of this life apart. */
  nth: number;
};

/** What became of a case and of the others; `left`: the row after an erasure, which no entry tells. */
export type Joined = { decided?: Decided; left?: Case; neighbours?: Neighbours };

const other = (type: string, reference: string): Command => {
  const field = { merge: 'into', unmerge: 'from', link: 'to', unlink: 'to' }[type] ?? 'to';
  return { type, body: { [field]: reference, reason: 'x' } } as unknown as Command;
};

function joins(life: Joining, step: Extract<JoinStep, { do: 'join' | 'take in' }>): Joined {
  const { current, neighbours, rules, now } = life;
  const isOwn = step.do === 'join';
  const [one, into] = isOwn ? [current, neighbours.host] : [neighbours.guest, current];
  const context = contextOf({ type: 'system' }, now, { rules, others: [into] });
  const decided = decideBy(one, step.by, other(step.type, into.reference), context);
  const there = decided.ok ? decideOther(into, decided, context) : undefined;
  if (!decided.ok || !there) return {};
  return isOwn
    ? { decided, neighbours: { ...neighbours, host: there.after } }
    : { decided: there, neighbours: { ...neighbours, guest: decided.after } };
}

function surveyed(life: Joining, step: Extract<JoinStep, { do: 'survey' }>): Joined {
  const { current, neighbours, rules, now, nth } = life;
  const asked = { own: current, host: neighbours.host, guest: neighbours.guest }[step.of];
  // Where the story of a case goes on, its answers go.
  const found = asked.mergedInto
    ? [current, neighbours.host].find(({ caseId }) => caseId === asked.mergedInto?.caseId)
    : asked;
  const { email, platformUserId } = itemOf().sender;
  const item: IntakeReceived = itemOf({
    itemId: `018f0000-0000-7000-8000-9${String(nth).padStart(11, '0')}`,
    channel: 'survey',
    sender: { email, platformUserId },
    ...{ subject: '', text: step.text },
    survey: {
      ...{ scale: 5, score: step.score, caseReference: asked.reference },
      ...(step.epoch === undefined ? {} : { epoch: step.epoch }),
    },
  });
  const candidates = found ? [{ found, by: 'survey' as const }] : [];
  const isAboutMerged = asked.mergedInto !== undefined;
  const facts = { candidates, answersOwnMessage: false, isAboutMerged };
  const said = { ...classification, kind: 'feedback' as const };
  const what = decideIntake(item, said, facts, rules.policy, now);
  if (what.outcome !== 'joined') return {};
  const context = contextOf({ type: 'customer' }, now, { rules });
  const decided = joinReply(what.into, item, said, what, context);
  if (what.into === current) return { decided };
  const which = what.into === neighbours.host ? 'host' : 'guest';
  return { neighbours: { ...neighbours, [which]: decided.after } };
}

function kept(life: Joining, type: 'hold' | 'release' | 'erase'): Joined {
  const { current, tasks, rules, now } = life;
  const { legalHold = false, status } = current;
  const draft = draftOn(current, contextOf({ type: 'system' }, now, { rules, staff: [] }));
  if (type !== 'erase') {
    if (legalHold === (type === 'hold')) return {};
    draft.add(type === 'hold' ? 'legal_hold.set' : 'legal_hold.released', { reason: 'x' });
    return { decided: draft.decided() };
  }
  const why = status === 'closed' ? 'retention' : 'request';
  const openTasks = openTasksAfter(tasks).length;
  const payoutsUnderWay = current.remedies.filter(
    ({ payout, state }) =>
      state === 'approved' || ['requested', 'in_doubt', 'failed'].includes(payout ?? ''),
  ).length;
  const facts = { legalHold, openTasks, payoutsUnderWay, eventsUnderWay: 0 };
  if (current.erasedAt || whyKept(facts, why).length > 0) return {};
  draft.add('case.erased', { reason: 'x', why });
  return { decided: draft.decided(), left: erasedCase(draft.current) };
}

/** What becomes of it. */
export function decideJoin(life: Joining, step: JoinStep): Joined {
  switch (step.do) {
    case 'join':
    case 'take in':
      return joins(life, step);
    case 'survey':
      return surveyed(life, step);
    case 'record':
      return kept(life, step.type);
    default:
      return step satisfies never;
  }
}
