// What comes in over the simulated years: more by day than by night, on all channels, in all kinds and severities.
import type {
  Channel,
  Classification,
  IntakeReceived,
  Kind,
  Severity,
} from '#shared/events/intake.ts';
import type { Random } from '../chaos/random.ts';
import { classification, itemOf } from '../harness/case-fixtures.ts';

/** A case to be. */
export type Arrival = {
  caseId: string;
  receivedAt: string;
  channel: Channel;
  classification: Classification;
  relayed: boolean;
  email: boolean;
};

const DAY_MS = 24 * 3_600_000;
/** Three years with all that a calendar has: a leap day, six changes of the clocks, the holidays of three winters. */
const BEGIN = Date.UTC(2026, 10, 23);

const weighted = <T>(chance: Random, shares: readonly (readonly [T, number])[]): T => {
  let left = chance.next() * shares.reduce((sum, [, share]) => sum + share, 0);
  for (const [value, share] of shares) {
    left -= share;
    if (left < 0) return value;
  }
  return (shares[0] as readonly [T, number])[0];
};

const channels = [
  ['email', 45],
  ['form', 20],
  ['phone', 15],
  ['in_person', 5],
  ['survey', 5],
  ['x', 10],
] as const;
const kinds: [Kind, number][] = [
  ['complaint', 78],
  ['inquiry', 16],
  ['feedback', 6],
];
const severities: [Severity, number][] = [
  ['minor', 40],
  ['moderate', 35],
  ['major', 19],
  ['critical', 6],
];

/** The n-th of `count` arrivals over some years. */
export function arrivalOf(n: number, count: number, years: number, chance: Random): Arrival {
  const day = Math.floor((n / count) * years * 365.25);
  const hour = chance.next() < 0.8 ? chance.between(6, 20) : chance.between(0, 23);
  const ms = BEGIN + day * DAY_MS + hour * 3_600_000 + chance.between(0, 3_599_999);
  const channel = weighted<Channel>(chance, channels);
  const kind = weighted(chance, kinds);
  const said: Classification = {
    ...classification,
    kind,
    severity: kind === 'complaint' ? weighted(chance, severities) : 'minor',
    agitated: chance.next() < 0.05,
    threat: chance.next() < 0.01,
    decided: chance.next() < 0.85,
  };
  return {
    caseId: `018f0000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`,
    receivedAt: new Date(ms).toISOString(),
    channel,
    classification: said,
    relayed: channel === 'email' && chance.next() < 0.02,
    email: channel === 'email' || chance.next() < 0.6,
  };
}

/** An item of an arrival's customer; `score` of five makes it an answer to the survey about the recovery. */
export function newCaseItem(
  { caseId, channel, email }: Arrival,
  receivedAt: string,
  name: string,
  score: number | undefined,
): IntakeReceived {
  const sender =
    channel === 'x'
      ? { name: 'Ann Customer', platformUserId: '7', handle: 'ann' }
      : {
          name: 'Ann Customer',
          ...(email ? { email: 'ann@customer.test' } : { phone: '+4930123456' }),
        };
  return itemOf({
    itemId: `${caseId.slice(0, -12)}${Buffer.from(name).toString('hex').slice(-12).padStart(12, '0')}`,
    channel,
    receivedAt,
    sender,
    ...(score === undefined ? {} : { survey: { scale: 5, score } as IntakeReceived['survey'] }),
  });
}
