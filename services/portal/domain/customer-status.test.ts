// What a customer is told of their case, state by state.
import { describe, expect, test } from 'vitest';
import { caseStatuses } from '#shared/events/case.ts';
import { customerStatus, type PublishedCase } from './customer-status.ts';

const acknowledgeBy = new Date('2026-11-24T08:00:00Z');
const resolveBy = new Date('2026-11-26T08:00:00Z');
const published = (over: Partial<PublishedCase> = {}): PublishedCase => ({
  status: 'new',
  acknowledgedAt: undefined,
  resolveBy,
  outcomeSummary: 'A replacement was sent.',
  updates: [],
  ...over,
});
const at = new Date('2026-11-23T09:00:00Z');

describe('the status page', () => {
  test('R10 says received, with the promised acknowledgement, until the case exists', () => {
    expect(customerStatus(undefined, acknowledgeBy)).toMatchObject({
      state: 'received',
      promise: { kind: 'acknowledge', at: acknowledgeBy },
      canRate: false,
      updates: [],
    });
  });

  test('R22 promises the acknowledgement, then the resolution, then nothing', () => {
    expect(customerStatus(published(), acknowledgeBy).promise?.kind).toBe('acknowledge');
    const later = customerStatus(published({ acknowledgedAt: at }), acknowledgeBy);
    expect(later.promise).toEqual({ kind: 'resolve', at: resolveBy });
    for (const status of ['resolved', 'closed', 'merged'] as const)
      expect(customerStatus(published({ status }), acknowledgeBy).promise).toBeUndefined();
  });

  test('R25 asks for satisfaction, and tells the outcome, only when there is one', () => {
    for (const status of caseStatuses) {
      const done = status === 'resolved' || status === 'closed';
      const shown = customerStatus(published({ status }), acknowledgeBy);
      expect(shown.canRate, status).toBe(done);
      if (done) expect(shown.outcomeSummary).toBe('A replacement was sent.');
      if (['new', 'assigned', 'investigating', 'waiting'].includes(status))
        expect(shown.outcomeSummary, status).toBeUndefined();
    }
  });

  test('shows updates newest first, and none rather than a broken page', () => {
    const updates = [
      { at: '2026-11-23T09:00:00Z', text: 'first' },
      { at: '2026-11-24T09:00:00Z', text: 'second', staff: 'not for customers' },
      { at: 'never', text: 'no time' },
    ];
    expect(customerStatus(published({ updates }), acknowledgeBy).updates).toEqual([
      { at: '2026-11-24T09:00:00Z', text: 'second' },
      { at: '2026-11-23T09:00:00Z', text: 'first' },
    ]);
    for (const broken of [null, 'x', {}, [{ text: 1 }]])
      expect(customerStatus(published({ updates: broken }), acknowledgeBy).updates).toEqual([]);
  });

  test('every step is done, current or to come', () => {
    const steps = (status: PublishedCase['status']) =>
      customerStatus(published({ status }), acknowledgeBy).steps.map((step) => step.state);
    expect(steps('new')).toEqual(['current', 'todo', 'todo']);
    expect(steps('investigating')).toEqual(['done', 'current', 'todo']);
    expect(steps('closed')).toEqual(['done', 'done', 'done']);
  });
});
