// In which language tasks and the mails about them are, and that every title is there in each.
import { expect, test } from 'vitest';
import {
  actorOf,
  caseIn,
  contextOf,
  hoursOn,
  opened,
  rules,
  staff,
} from '../../../../test/harness/case-fixtures.ts';
import { decide } from '../decide.ts';
import type { Decided, Decision } from '../draft.ts';
import { decideDeadline } from '../reactions/deadline.ts';
import { listTitle, quarantineTitle, titlesIn } from './task-titles.ts';

const germans = staff.map((person) => ({ ...person, locale: 'de' }));
const context = (name: string) => contextOf(actorOf(name), hoursOn(1), { staff: germans });

function accepted(decision: Decision): Decided {
  if (!decision.ok) throw new Error(decision.message);
  return decision;
}
const openedTitles = ({ tasks }: Decided): string[] =>
  tasks.flatMap((task) => ('open' in task ? [task.open.title] : []));
const mailedTitles = ({ entries }: Decided): unknown[] =>
  entries.flatMap((entry) =>
    entry.type === 'notice.queued'
      ? [entry.data.title]
      : entry.type === 'message.requested' && entry.data.purpose === 'staff-notice'
        ? [entry.data.values.taskTitle]
        : [],
  );
const noticeValues = ({ entries }: Decided): unknown[] =>
  entries.flatMap((entry) =>
    entry.type === 'message.requested' && entry.data.purpose === 'escalation-notice'
      ? [entry.data.values]
      : [],
  );

test('field 3.23 a task is listed in the first language of the policy, its mail is in that of its reader', () => {
  const current = { ...caseIn('assigned'), remedySeverity: 'major' as const };
  const body = { option: 'full_refund', amount: '80.00', reason: 'it never came' };
  const decided = accepted(decide(current, { type: 'propose-remedy', body }, context('fred')));
  expect(openedTitles(decided)).toEqual(['Approve or reject R1: Full refund, 80.00 EUR']);
  expect(mailedTitles(decided)).toEqual([
    'R1 genehmigen oder ablehnen: Volle Erstattung, 80.00 EUR',
  ]);
});

test('field 3.23 an escalation is wholly in one language', () => {
  const decided = accepted(
    decide(caseIn('assigned'), { type: 'escalate', body: { reason: 'x' } }, context('fred')),
  );
  expect(openedTitles(decided)).toEqual(['Level 1: Review and initiate investigation']);
  expect(mailedTitles(decided)).toEqual(['Stufe 1: Prüfen und Untersuchung einleiten']);
});

test('field 3.23 a policy in another language has its lists in that one', () => {
  const german = { ...rules, policy: { ...rules.policy, locales: ['de', 'en'] } };
  const decided = accepted(
    decide(
      caseIn('assigned'),
      { type: 'escalate', body: { reason: 'x' } },
      { ...contextOf(actorOf('fred')), rules: german },
    ),
  );
  expect(openedTitles(decided)).toEqual(['Stufe 1: Prüfen und Untersuchung einleiten']);
});

test('every title is there in every language, its values in it and no other language’s words', () => {
  const english = titlesIn('en');
  for (const locale of ['de', 'es', 'fr']) {
    const titles = titlesIn(locale);
    for (const [name, title] of Object.entries(titles)) {
      if (typeof title !== 'function') continue;
      const give = (write: unknown) => (write as (...values: string[]) => string)('V1', 'V2', 'V3');
      const written = give(title);
      const like = give(english[name as keyof typeof english]);
      expect(written.match(/V\d/g)?.sort(), name).toEqual(like.match(/V\d/g)?.sort());
      if (name !== 'connectorDown') expect(written.length, name).toBeGreaterThan(5);
      expect(written, name).not.toBe(like);
    }
    expect(Object.keys(titles.reasons)).toEqual(Object.keys(english.reasons));
  }
  expect(listTitle(quarantineTitle('C-1', 'too_large'), { locales: ['xx'] })).toBe(
    'Look at C-1: too large, not acted on by itself',
  );
});

test('R25 R30 a customer is told why their case goes up: late, reopened, or neither', () => {
  const fresh = opened().after;
  const level1 = { kind: 'escalation', level: 1, epoch: 1 } as const;
  const late = accepted(decideDeadline(fresh, level1, contextOf({ type: 'clock' }, hoursOn(24))));
  expect(noticeValues(late)).toMatchObject([{ level: 1, overdue: true }]);
  const byHand = accepted(
    decide(caseIn('assigned'), { type: 'escalate', body: { reason: 'x' } }, context('fred')),
  );
  expect(noticeValues(byHand)).toMatchObject([{ level: 1 }]);
  expect(noticeValues(byHand)).not.toMatchObject([{ overdue: true }]);
  const reopened = accepted(
    decide(
      caseIn('resolved'),
      { type: 'follow-up', body: { satisfied: false } },
      contextOf(actorOf('fred')),
    ),
  );
  expect(noticeValues(reopened)).toMatchObject([{ level: 1, reopened: true }]);
});
