// What the form says, what the case promises and what the status page shows: one deadline, whatever the policy says.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCase } from '../../services/cases/domain/reactions/intake.ts';
import { customerStatus } from '../../services/portal/domain/customer-status.ts';
import { promiseOf } from '../../services/portal/portal-context.ts';
import { createSubmission } from '../../services/portal/submission.ts';
import { type Channel, channels, kindSchema, severitySchema } from '../../shared/events/intake.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import { acknowledgementOf } from '../../shared/policy/promises.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import { classification, contextOf, itemOf } from '../harness/case-fixtures.ts';

const base = loadPolicy();
const some = <T>(values: readonly T[]) =>
  fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }), { nil: undefined });
const counted = {
  withinHours: fc.integer({ min: 1, max: 100 }),
  hours: fc.constantFrom('clock' as const, 'business' as const),
};
const exception = fc.record({
  ...counted,
  kinds: some(kindSchema.options),
  severities: some(severitySchema.options),
  channels: some<Channel>(['form', 'api', 'email']),
});
const promised = fc.record({ ...counted, exceptions: fc.array(exception, { maxLength: 4 }) });
const withPromise = (acknowledgement: object) => ({
  ...base,
  acknowledgement: { ...base.acknowledgement, ...acknowledgement },
});

test('R10 form, case and status page say one deadline; only a stricter rule for its kind or severity makes it earlier', () => {
  const signer = createSigner(new Secret('x'.repeat(32)));
  const world = fc.record({
    policy: promised,
    // Another policy may be in force when the item comes to be a case.
    later: fc.option(promised, { nil: undefined }),
    channel: fc.constantFrom('form' as const, 'api' as const),
    kind: fc.constantFrom(...kindSchema.options),
    severity: fc.constantFrom(...severitySchema.options),
    receivedAt: fc.date({
      min: new Date('2026-01-01'),
      max: new Date('2027-12-31'),
      noInvalidDate: true,
    }),
    delayMs: fc.integer({ min: 0, max: 3_600_000 }),
  });
  fc.assert(
    fc.property(world, ({ policy, later, channel, kind, severity, receivedAt, delayMs }) => {
      const said = promiseOf({ policy: withPromise(policy) }, receivedAt, channel);
      const draft = { channel, connector: channel, original: Buffer.from('x'), files: [] };
      const told = { ...draft, sender: {}, text: 'x', textCut: false };
      const { received } = createSubmission(told, { kind: 'none' }, signer, receivedAt, said).item;
      // Before there is a case, and after.
      expect(customerStatus(undefined, new Date(received.acknowledgeBy ?? '')).promise?.at).toEqual(
        said,
      );
      const inForce = withPromise(later ?? policy);
      const { after } = openCase(
        '018f0000-0000-7000-8000-00000000000c',
        { ...itemOf(), ...received, channel },
        { ...classification, kind, severity },
        { relayed: false, links: [] },
        contextOf({ type: 'system' }, new Date(receivedAt.getTime() + delayMs), {
          rules: { policy: inForce },
        }),
      );
      const { dueAt } = after.acknowledgement;
      const own = acknowledgementOf(inForce, { kind: after.kind, severity, channel }, receivedAt);
      expect(Date.parse(dueAt)).toBe(Math.min(Date.parse(own.dueAt), said.getTime()));
      const regardless = (later ?? policy).exceptions.every(
        ({ kinds, severities }) => kinds === undefined && severities === undefined,
      );
      if (!later && regardless) expect(dueAt).toBe(said.toISOString());
      const published = { status: after.status, updates: [] };
      const shown = customerStatus(published as never, new Date(dueAt));
      expect(shown.promise).toEqual({ kind: 'acknowledge', at: new Date(dueAt) });
    }),
    { numRuns: 300 },
  );
});

test('R10 the promise of every channel that the form can come by is a time of the policy', () => {
  for (const channel of channels)
    expect(
      promiseOf({ policy: base }, new Date('2026-11-23T08:00:00Z'), channel).toISOString(),
    ).toBe('2026-11-24T08:00:00.000Z');
});
