// What is left of a case when its personal data is erased: times, states, numbers, categories; no name, no address, no word
// that anybody wrote. Pure.
import type { Case } from '../case.ts';

// Words, names and addresses, wherever they stand. What is not named here is kept only when it cannot be words.
const personal = new Set(
  (
    'customer subject text summary reason comment note payee name email phone handle platformUserId address sender ' +
    'author title description problem told whyNoAction statement steps answers updates postUrl url fileName ' +
    'orderNumber occurredAt words values recipient found providerReference sha256'
  ).split(' '),
);

// A time, a UUID, a reference, an amount, a currency, a digest, a path of keys, who of the staff.
const harmless = [
  /^\d{4}-\d\d-\d\dT[\d:.]{5,15}Z$/,
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  /^C-[0-9A-Z]{4}-[0-9A-Z]{4}$/,
  /^\d{1,12}(\.\d{1,2})?$/,
  /^[A-Z]{1,3}\d{0,4}$/,
  /^[0-9a-f]{64}$/,
  /^[a-z_-]{1,40}(\/[a-z0-9_]{1,40}){1,3}$/,
  /^staff:[A-Za-z0-9-]{1,60}$/,
];

// Keys of ours, of the policy or of the staff: one small word, which a customer's name may be too, so only where such keys stand.
const keyWord = /^[a-z][a-z0-9_-]{0,39}$/;
const keyed = new Set(
  (
    'status kind category severity remedySeverity channel state how closedHow option delivery approval payout purpose via ' +
    'party outcome cause from to by proposedBy approvedBy requestedBy verifiedBy addedBy owner reportTo staffId assignee ' +
    'mediaType policyVersion'
  ).split(' '),
);

const messageKey = /^[a-z_-]{1,40}(\/[A-Za-z0-9_-]{1,40}){0,4}$/;
const shapes = new Map([
  // It may begin with a digit; an open case goes on following its own version (R32).
  ['policyVersion', /^[0-9a-f]{12}$/],
  // Keys of ours: what is heard later of a message still finds it, and the remedy that it brings.
  ['key', messageKey],
  ['messageKey', messageKey],
]);

/** Nothing, of the same form. */
const emptied = (value: unknown): unknown =>
  typeof value === 'string'
    ? ''
    : Array.isArray(value)
      ? []
      : typeof value === 'object'
        ? {}
        : value;

const isHarmless = (value: string, key: string): boolean =>
  harmless.some((shape) => shape.test(value)) ||
  (keyed.has(key) && keyWord.test(value)) ||
  shapes.get(key)?.test(value) === true;

function scrubbed(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((member) => scrubbed(member, key));
  if (typeof value === 'string') return isHarmless(value, key) ? value : '';
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      personal.has(key) ? emptied(member) : scrubbed(member, key),
    ]),
  );
}

/** A case without personal data. It has all the fields that a case must have; its staff, times and sums stay. */
export function erasedCase(current: Case): Case {
  const { assignee, language } = current;
  return { ...(scrubbed(current) as Case), language, ...(assignee ? { assignee } : {}) };
}

// What these entries say holds no words of anybody: they keep telling how long things took.
const kept = new Set([
  'acknowledgement.held',
  'acknowledgement.raised',
  'acknowledgement.missed',
  'assignment.overdue',
  'investigation.started',
  'escalation.warned',
  'answer.overdue',
  'case.closed',
  'case.erased',
]);

/** Whether an entry of this type keeps what it says when its case is erased. */
export const survivesErasure = (type: string): boolean => kept.has(type);
