// Approved compensation of a case whose contact is suspended: it is never without an owner of the next step (R17, R38).
import { expect, test } from 'vitest';
import {
  classification,
  contextOf,
  done,
  hoursOn,
  itemOf,
} from '../../../../test/harness/case-fixtures.ts';
import { approve, at, propose, taken } from '../../../../test/harness/remedy-acts.ts';
import type { Case } from '../case.ts';
import type { Decided } from '../draft.ts';
import { joinReply } from '../reactions/intake.ts';

const reason = { reason: 'x' };
const openedBy = ({ tasks }: Decided, kind: string) =>
  tasks.flatMap((task) => ('open' in task && task.open.kind === kind ? [task.open] : []));
const suspended = (current: Case) =>
  done(current, 'fred', { type: 'mark-threatening', body: reason });
const kept = (current: Case) => taken(current, 'dora', { type: 'keep-suspension', body: reason });
const managers = { staffId: expect.stringMatching(/^d/) };

test('R17 R38 compensation that was approved and waits is a manager’s when contact stays suspended', () => {
  const waiting = taken(suspended(at('moderate')), 'fred', propose('gift_voucher', '30')).after;
  const approved = taken(waiting, 'sara', approve('R1'));
  expect(openedBy(approved, 'deliver_remedy')).toEqual([]);
  const decided = kept(approved.after);
  expect(openedBy(decided, 'deliver_remedy')).toMatchObject([{ owner: managers }]);
  // Given without contact, it is done; nothing else ends it.
  const how = { remedyId: 'R1', how: 'credited to the account' };
  const given = taken(decided.after, 'dora', { type: 'deliver-remedy', body: how });
  expect(given.tasks).toContainEqual({ close: ['deliver_remedy'], as: 'done', key: 'deliver/R1' });
  // Lifted after all, it goes its own way.
  const lifted = taken(decided.after, 'dora', { type: 'lift-suspension', body: reason });
  const off = { close: ['deliver_remedy'], as: 'cancelled', key: 'deliver/R1' };
  expect(lifted.tasks).toContainEqual(off);
  expect(lifted.after.remedies[0]?.messageKey).toBe('compensation/R1');
});

test('R17 R38 what is approved while contact stays suspended is a manager’s at once', () => {
  const stays = kept(suspended(at('moderate'))).after;
  const proposed = taken(stays, 'fred', propose('gift_voucher', '30')).after;
  const approved = taken(proposed, 'sara', approve('R1'));
  expect(openedBy(approved, 'deliver_remedy')).toMatchObject([{ owner: managers }]);
});

test('R17 what was to be given by hand goes back to whoever has the case when the suspension is lifted', () => {
  const byPhone = { ...at('minor'), customer: { name: 'Ann', phone: '1' } };
  const approved = taken(byPhone, 'fred', propose('apology'));
  expect(openedBy(approved, 'deliver_remedy')).toMatchObject([{ owner: { staffId: 'fred' } }]);
  const decided = kept(suspended(approved.after));
  const lifted = taken(decided.after, 'dora', { type: 'lift-suspension', body: reason });
  expect(openedBy(lifted, 'deliver_remedy')).toMatchObject([{ owner: { staffId: 'fred' } }]);
});

test('R17 a threat in a reply to a closed case is decided by a manager', () => {
  const proposed = taken(at('minor'), 'fred', propose('apology')).after;
  const told = { outcome: 'upheld', summary: 'x', whyNoAction: 'x' } as const;
  const why = { cause: 'carrier_delay', text: 'x' };
  const investigating = done(proposed, 'fred', { type: 'start-investigation', body: {} });
  const known = done(investigating, 'fred', { type: 'root-cause', body: why });
  const resolved = done(known, 'fred', { type: 'resolve', body: told });
  const closed = done(resolved, 'fred', { type: 'follow-up', body: { satisfied: true } });
  const said = { ...classification, kind: 'feedback' as const, threat: true };
  const how = { by: 'own_message' as const, reopens: false };
  const customer = contextOf({ type: 'customer' }, hoursOn(1));
  const joined = joinReply(closed, itemOf(), said, how, customer);
  expect(joined.after).toMatchObject({ status: 'closed', contactSuspended: true });
  expect(openedBy(joined, 'decide_contact')).toMatchObject([{ owner: managers }]);
  expect(kept(joined.after).tasks).toContainEqual({ close: ['decide_contact'], as: 'done' });
  const lifted = taken(joined.after, 'dora', { type: 'lift-suspension', body: reason });
  expect(lifted.after).toMatchObject({ status: 'closed', contactSuspended: false });
  // Nothing of the closed case begins again.
  expect(lifted.entries.map(({ type }) => type)).toEqual(['suspension.lifted']);
});

test('R45 R46 on a social channel compensation is a responder’s to give, and no other answer ends it', () => {
  const sender = { platformUserId: '7' };
  const social: Case = { ...at('minor'), channel: 'x', customer: sender };
  const approved = taken(social, 'fred', propose('apology'));
  expect(openedBy(approved, 'deliver_remedy')).toMatchObject([
    { owner: { role: 'responder', platform: 'x' } },
  ]);
  const body = { text: 'Hello' };
  const answered = taken(approved.after, 'fiona', { type: 'answer', body });
  const ended = answered.tasks.flatMap((task) => ('close' in task ? task.close : []));
  expect(ended).not.toContain('deliver_remedy');
});
