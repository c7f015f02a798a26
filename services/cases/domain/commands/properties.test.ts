// Any sequence of anything on a case: the promises that hold over all of them.
import { expect, test } from 'vitest';
import { canonicalJson } from '#shared/canonical-json.ts';
import { contextOf, hoursOn, rules } from '../../../../test/harness/case-fixtures.ts';
import { check, type Life } from '../../../../test/harness/case-lives.ts';
import type { Case } from '../case.ts';
import { deadlinesOf, respondBy } from '../escalation.ts';
import { promisesOf } from '../promises.ts';
import { decideDeadline } from '../reactions/deadline.ts';
import type { TimelineEntry } from '../timeline/entries.ts';
import { erasedCase } from '../timeline/erasure.ts';
import { evolve } from '../timeline/evolve.ts';

const of = <T extends TimelineEntry['type']>(life: Life, type: T) =>
  life.entries.filter((entry): entry is Extract<TimelineEntry, { type: T }> => entry.type === type);

// What an erasure takes from the row stands in no entry: it is taken as it was.
const replayed = (entries: TimelineEntry[]): Case | undefined =>
  entries.reduce<Case | undefined>((before, entry) => {
    const after = evolve(before, entry);
    return entry.type === 'case.erased' ? erasedCase(after) : after;
  }, undefined);

test('R70 versions are contiguous, and replaying the timeline gives the case', () => {
  check(({ entries, current }) => {
    expect(entries.map((entry) => entry.version)).toEqual(entries.map((_, index) => index + 1));
    const stored = JSON.parse(JSON.stringify(entries)) as TimelineEntry[];
    expect(canonicalJson(replayed(stored))).toBe(canonicalJson(current));
  });
});

test('R10 R45 one acknowledgement a case, and on social media none that no responder wrote', () => {
  check((life) => {
    const requested = of(life, 'message.requested').map(({ data }) => data);
    expect(requested.filter(({ purpose }) => purpose === 'acknowledgement').length).toBeLessThan(2);
    expect(new Set(requested.map(({ key }) => key)).size).toBe(requested.length);
    for (const message of requested)
      if (message.via === 'direct_message') expect(message.author).toBe('staff:fiona');
  });
});

test('R17 nothing goes out to the customer while contact is suspended', () => {
  check(({ steps }) => {
    for (const [before, entries] of steps) {
      let current = before;
      for (const entry of entries) {
        if (entry.type === 'message.requested' && entry.data.recipient.party === 'customer')
          expect(current.contactSuspended).toBe(false);
        current = evolve(current, entry);
      }
    }
  });
});

test('R37 nothing is delivered without its approval, none twice, none approved by its proposer from Moderate up', () => {
  check((life) => {
    for (const remedy of life.current.remedies) {
      const mine = life.entries.filter(
        (entry) => (entry.data as { remedyId?: string }).remedyId === remedy.remedyId,
      );
      const types = mine
        .map((entry) => entry.type)
        .filter((type) => /approved|delivered|delivery_failed/.test(type));
      expect(types.filter((type) => type === 'remedy.approved').length).toBeLessThan(2);
      // A second delivery only after the first was found to have failed.
      let delivered = false;
      for (const type of types) {
        if (type === 'remedy.delivered') {
          expect(delivered).toBe(false);
          expect(types[0]).toBe('remedy.approved');
          delivered = true;
        }
        if (type === 'remedy.delivery_failed') delivered = false;
      }
      const proposal = mine.find((entry) => entry.type === 'remedy.proposed');
      const approval = mine.find((entry) => entry.type === 'remedy.approved');
      if (approval && remedy.severity !== 'minor') expect(approval.actor).not.toBe(proposal?.actor);
      if (approval?.type === 'remedy.approved' && proposal?.type === 'remedy.proposed') {
        // Who it is for is gone once that is erased (R71).
        const erasures = of(life, 'case.erased');
        const isKnown = !erasures.some(({ version }) => version > proposal.version);
        const { option, amount, payee } = proposal.data;
        const bound = { option, amount, ...(isKnown ? { payee } : {}) };
        expect(approval.data).toMatchObject(JSON.parse(JSON.stringify(bound)));
        expect(approval.data.proposalVersion).toBe(proposal.version);
      }
    }
  });
});

test('R37 what one person gave alone on a case stays within the cap', () => {
  check(({ current }) => {
    const alone = current.remedies.filter(
      (remedy) => !remedy.fourEyes && ['approved', 'delivered', 'confirmed'].includes(remedy.state),
    );
    const sum = alone.reduce((total, remedy) => total + Number(remedy.amount ?? 0), 0);
    expect(sum).toBeLessThanOrEqual(Number(rules.policy.remedyCaps.minorPerCase) + 1e-9);
  });
});

test('R30 the clock escalates once a case, level and epoch, and never early', () => {
  check((life) => {
    let epochStart = life.entries[0]?.at ?? '';
    const seen = new Set<string>();
    for (const entry of life.entries) {
      if (entry.type === 'case.reopened') epochStart = entry.at;
      if (entry.type !== 'case.escalated') continue;
      const { level, epoch, deadline } = entry.data;
      expect(seen.has(`${epoch}/${level}`)).toBe(false);
      seen.add(`${epoch}/${level}`);
      if (!deadline) continue;
      const rule = rules.policy.escalation.find((known) => known.level === level);
      const passed = (Date.parse(entry.at) - Date.parse(epochStart)) / 3_600_000;
      expect(passed).toBeGreaterThanOrEqual(rule?.afterHours ?? Infinity);
    }
  });
});

test('R30 no escalation is missed: a complaint still open past a level has reached it', () => {
  check((life) => {
    const far = contextOf({ type: 'clock' }, hoursOn(100_000));
    let { current } = life;
    for (let round = 0; round < 5; round++)
      for (const deadline of deadlinesOf(current, rules)) {
        const decision = decideDeadline(current, deadline, far);
        if (decision.ok) current = decision.after;
      }
    expect(deadlinesOf(current, rules).map(({ kind }) => kind)).not.toContain('escalation');
    const isOpen = !['resolved', 'closed', 'merged'].includes(current.status);
    if (current.kind === 'complaint' && isOpen) expect(current.escalationLevel).toBe(3);
  });
});

test('an open case always has a next step with an owner: a promise', () => {
  check(({ current }) => {
    if (['resolved', 'closed', 'merged'].includes(current.status)) return;
    const promises = promisesOf(current, rules);
    expect(promises.length).toBeGreaterThan(0);
    for (const { owner } of promises) expect(Object.values(owner)[0]).toBeTruthy();
    expect(new Set(promises.map(({ key }) => key)).size).toBe(promises.length);
  });
});

test('R23 waiting never brings a promise nearer, and never takes an hour too much off', () => {
  check(({ current }) => {
    const { pauses, waiting } = current;
    for (const [index, { from, to }] of pauses.entries()) {
      expect(to === undefined ? waiting : from <= to).toBeTruthy();
      expect(from >= (pauses[index - 1]?.to ?? '')).toBe(true);
    }
    if (current.estimatedResolution || current.kind === 'inquiry') return;
    const waited = pauses.reduce(
      (sum, { from, to = waiting?.until ?? from }) => sum + Date.parse(to) - Date.parse(from),
      0,
    );
    const unpaused = Date.parse(respondBy({ ...current, pauses: [] }, rules));
    const due = Date.parse(respondBy(current, rules));
    expect(due).toBeGreaterThanOrEqual(unpaused);
    expect(due - unpaused).toBeLessThanOrEqual(waited);
  });
});

test('every task has an owner', () => {
  check(({ tasks }) => {
    for (const task of tasks)
      if ('open' in task) expect(Object.values(task.open.owner)[0]).toBeTruthy();
  });
});
