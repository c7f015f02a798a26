// Whether a wanted message may go out, now, later or not at all: own mailboxes, caps, one acknowledgement a case. Facts come
// as arguments; nothing is read or sent here.
import type { MessageRequested } from '#shared/events/message.ts';
import type { PolicyData } from '#shared/policy/policy.ts';

export type MailCaps = PolicyData['mailCaps'];

/** Why a message does not go out as asked. */
type AdmissionReason =
  | 'own_address'
  | 'address_cap'
  | 'already_acknowledged'
  | 'no_address'
  | 'invalid_address'
  | 'domain_cap';

export type Admission =
  | { kind: 'send'; plannedAt: Date }
  | { kind: 'delay'; plannedAt: Date; reason: AdmissionReason }
  | { kind: 'suppress'; reason: AdmissionReason }
  | { kind: 'fail'; reason: AdmissionReason };

/** A wanted message with what the caps look at. */
export type Candidate = {
  request: MessageRequested;
  address: string | undefined;
  domain: string | undefined;
  subjectKey: string | undefined;
  counted: boolean;
};

/** What is known of earlier messages when a batch is admitted. */
export type AdmissionFacts = {
  acknowledgedCases: ReadonlySet<string>;
  /** Counted mails in the window, by address and subject key (empty text: none). */
  byAddress: readonly { address: string; subjectKey: string; mails: number }[];
  byDomain: readonly { domain: string; mails: number; lastPlannedAt: Date | undefined }[];
};

const ADDRESS_MAX = 320;
// A plain addr-spec (RFC 5321 §4.1.2) without quoting, spaces or route parts: anything else is not written to.
const addressShape =
  /^[^\s@<>()[\],;:\\"\u0000-\u001f\u007f]+@[^\s@<>()[\],;:\\"\u0000-\u001f\u007f]+$/;

/** The address in lower case, or undefined when it is none. */
export function parseAddress(text: string | undefined): string | undefined {
  const bare = text?.trim().toLowerCase() ?? '';
  if (bare.length > ADDRESS_MAX || !addressShape.test(bare)) return undefined;
  return bare;
}

/** The subject that mails are counted by: `Re:` marks, case and spaces do not make another one. */
export function normalSubject(subject: string): string {
  let rest = subject.toLowerCase().replace(/\s+/g, ' ').trim().slice(0, 200);
  for (let marks = 0; marks < 10; marks++) {
    const bare = rest.replace(/^(re|aw|wg|fw|fwd|antw|sv)(\[\d{1,3}\])?: ?/, '');
    if (bare === rest) break;
    rest = bare;
  }
  return rest;
}

/** What the caps look at. Automatic mails to customers count; what a person wrote, and what goes to staff, never does. */
export function toCandidate(request: MessageRequested): Candidate {
  const address = request.via === 'email' ? parseAddress(request.recipient.email) : undefined;
  const { subjectKey, subject } = request.values;
  const matter = subjectKey ?? subject;
  return {
    request,
    address,
    domain: address?.slice(address.lastIndexOf('@') + 1),
    subjectKey: typeof matter === 'string' && matter ? normalSubject(matter) : undefined,
    counted:
      address !== undefined &&
      request.recipient.party === 'customer' &&
      !request.author.startsWith('staff:'),
  };
}

type Counts = {
  address: Map<string, number>;
  subject: Map<string, number>;
  domain: Map<string, { mails: number; last: number }>;
};

const subjectSlot = (address: string, subjectKey: string): string => `${address}\n${subjectKey}`;
const bump = (counts: Map<string, number>, key: string, by = 1): void => {
  counts.set(key, (counts.get(key) ?? 0) + by);
};

function countsOf(facts: AdmissionFacts): Counts {
  const counts: Counts = { address: new Map(), subject: new Map(), domain: new Map() };
  for (const { address, subjectKey, mails } of facts.byAddress) {
    bump(counts.address, address, mails);
    if (subjectKey) bump(counts.subject, subjectSlot(address, subjectKey), mails);
  }
  for (const { domain, mails, lastPlannedAt } of facts.byDomain)
    counts.domain.set(domain, { mails, last: lastPlannedAt?.getTime() ?? 0 });
  return counts;
}

const MINUTE_MS = 60_000;
/** Mail held back by the domain cap goes this long before its due time at the latest. */
const DUE_MARGIN_MS = 60 * MINUTE_MS;

/** When a mail goes out whose domain has had its share: in even steps at the cap's rate, but in time for its promise. */
function domainSlot(last: number, caps: MailCaps, now: Date, dueAt: string | undefined): Date {
  const stepMs = (caps.windowMinutes * MINUTE_MS) / caps.perDomain;
  const slot = Math.max(last, now.getTime()) + stepMs;
  const latest = dueAt ? new Date(dueAt).getTime() - DUE_MARGIN_MS : Number.POSITIVE_INFINITY;
  return new Date(Math.max(now.getTime(), Math.min(slot, latest)));
}

function admitCounted(candidate: Candidate, counts: Counts, caps: MailCaps, now: Date): Admission {
  const { address = '', domain = '', subjectKey, request } = candidate;
  const slot = subjectKey && subjectSlot(address, subjectKey);
  const full = (counts.address.get(address) ?? 0) >= caps.perAddress;
  const sameFull = slot ? (counts.subject.get(slot) ?? 0) >= caps.perAddressSameSubject : false;
  if (full || sameFull) return { kind: 'suppress', reason: 'address_cap' };
  bump(counts.address, address);
  if (slot) bump(counts.subject, slot);
  const ofDomain = counts.domain.get(domain) ?? { mails: 0, last: 0 };
  const over = ofDomain.mails >= caps.perDomain;
  const plannedAt = over ? domainSlot(ofDomain.last, caps, now, request.dueAt) : now;
  counts.domain.set(domain, {
    mails: ofDomain.mails + 1,
    last: Math.max(ofDomain.last, plannedAt.getTime()),
  });
  return over ? { kind: 'delay', plannedAt, reason: 'domain_cap' } : { kind: 'send', plannedAt };
}

/** Judges the messages of a batch in order, each counting for those after it. Gives one admission a candidate. */
export function admitBatch(
  candidates: readonly Candidate[],
  facts: AdmissionFacts,
  rules: { caps: MailCaps; ownAddresses: ReadonlySet<string> },
  now: Date,
): Admission[] {
  const counts = countsOf(facts);
  const acknowledged = new Set(facts.acknowledgedCases);
  return candidates.map((candidate) => {
    const { request, address, counted } = candidate;
    const { caseId } = request;
    if (request.purpose === 'acknowledgement' && caseId) {
      if (acknowledged.has(caseId)) return { kind: 'suppress', reason: 'already_acknowledged' };
    }
    if (request.via === 'email') {
      if (!request.recipient.email?.trim()) return { kind: 'fail', reason: 'no_address' };
      if (address === undefined) return { kind: 'fail', reason: 'invalid_address' };
      // A mail to ourselves would come back as a new item, and be acknowledged, and so on.
      if (rules.ownAddresses.has(address)) return { kind: 'suppress', reason: 'own_address' };
    }
    const admission: Admission = counted
      ? admitCounted(candidate, counts, rules.caps, now)
      : { kind: 'send', plannedAt: now };
    const goes = admission.kind === 'send' || admission.kind === 'delay';
    if (request.purpose === 'acknowledgement' && caseId && goes) acknowledged.add(caseId);
    return admission;
  });
}
