// What is written to whom: the requests for messages that decisions make. Texts are templates'; sending is the notifier's.

import { isSocial } from '#shared/events/intake.ts';
import type { MessageRequested, Purpose } from '#shared/events/message.ts';
import { afterQuietHours } from '#shared/policy/promises.ts';
import { actorText, type Case, type Staffer } from './case.ts';
import type { Draft, TaskKind } from './draft.ts';
import { respondBy } from './escalation.ts';
import { type Context, hoursAfter, localeFor, mayWriteOn, reachOf } from './rules.ts';
import { type Title, titlesIn } from './texts/task-titles.ts';

/** A name that may stand in a mail that goes out by itself: letters only, so that nobody relays a text through it (S37). */
export function greetingName(name: string | undefined): string | undefined {
  const plain = name?.trim().replace(/\s+/g, ' ') ?? '';
  const isName = plain.length <= 40 && /^[\p{L}\p{M}'’ -]+$/u.test(plain);
  return isName && plain.split(' ').length <= 4 ? plain : undefined;
}

type Values = MessageRequested['values'];

function commonValues(current: Case, context: Context): Values {
  const name = greetingName(current.customer.name);
  return {
    reference: current.reference,
    organisation: context.rules.policy.organisation,
    respondBy: respondBy(current, context.rules),
    ...(name ? { customerName: name } : {}),
  };
}

type CustomerMessage = {
  key: string;
  purpose: Purpose;
  values?: Values;
  dueAt?: string;
  remedyId?: string;
  /** Where a person chose another than the customer's. */
  locale?: string | undefined;
};

// Written by nobody for this customer, also where a person's act leads to them.
const unwritten: readonly Purpose[] = ['acknowledgement', 'escalation-notice', 'satisfaction'];

const goesByItself = (purpose: Purpose, { actor }: Context): boolean =>
  actor.type !== 'staff' || unwritten.includes(purpose);

/**
 * Whether a message of a purpose would go out by itself to what may be a machine, and be answered by it for ever: what was relayed
 * hears of nothing that no person wrote until a person has acknowledged it (S37).
 */
const mightLoop = (current: Case, purpose: Purpose, context: Context): boolean =>
  current.relayed && current.acknowledgement.state !== 'done' && goesByItself(purpose, context);

/**
 * Whether a message waits for somebody's look at what may be a threat: until then the customer hears of nothing that no person
 * wrote, but that it arrived (R17).
 */
const awaitsDecision = (current: Case, purpose: Purpose, context: Context): boolean =>
  current.suspectedThreat !== undefined &&
  purpose !== 'acknowledgement' &&
  goesByItself(purpose, context);

/**
 * Asks for a message to the customer on their channel. Gives false, and asks for nothing, where none may go out by itself
 * or at all: contact is suspended, a threat is suspected, there is no address, a machine might answer, or a social channel and
 * nobody who may write on it acts (R10, R17, R45, S37).
 */
export function requestToCustomer(
  draft: Draft,
  context: Context,
  message: CustomerMessage,
): boolean {
  const { current } = draft;
  const reach = reachOf(current);
  if (reach === 'none' || current.contactSuspended) return false;
  if (mightLoop(current, message.purpose, context)) return false;
  if (awaitsDecision(current, message.purpose, context)) return false;
  if (reach === 'direct_message' && !mayWriteOn(current.channel, context.actor)) return false;
  const { name, email, platformUserId, handle } = current.customer;
  draft.add('message.requested', {
    key: message.key,
    purpose: message.purpose,
    via: reach,
    recipient:
      reach === 'email'
        ? { name, email, party: 'customer' }
        : { name, platform: current.channel, platformUserId, handle, party: 'customer' },
    // As it is: the notifier chooses among the policy's languages, and flags it when it has to fall back.
    locale: message.locale ?? current.language,
    values: { ...commonValues(current, context), ...message.values },
    answers: reach === 'email' ? current.answers : [],
    dueAt: message.dueAt,
    author: context.actor.type === 'staff' ? actorText(context.actor) : 'system',
    remedyId: message.remedyId,
  });
  return true;
}

/** The one acknowledgement of a case (R10). It carries no text of the customer but a plain name (S37). */
export const requestAcknowledgement = (draft: Draft, context: Context): boolean =>
  requestToCustomer(draft, context, {
    key: 'acknowledgement',
    purpose: 'acknowledgement',
    values: {
      acknowledgeBy: draft.current.acknowledgement.dueAt,
      // R17: after a threat, or what may be one, nothing refers to what was written, no thanks and no regret either.
      ...(draft.current.threatened || draft.current.suspectedThreat ? { neutral: true } : {}),
    },
    dueAt: draft.current.acknowledgement.dueAt,
  });

/**
 * When a mail to staff about a case may go out, RFC 3339: at once when it is urgent or the case critical; else with the others
 * of its period, and never in quiet hours (R31).
 */
export function noticeAt(
  current: Case,
  { rules: { policy }, now }: Context,
  urgent = false,
): string {
  const at = now.toISOString();
  if (urgent) return at;
  const { severity } = current;
  if (severity === 'critical') return afterQuietHours(policy, at, severity);
  const period = policy.tasks.digestMinutes * 60_000;
  const end = period > 0 ? (Math.floor(now.getTime() / period) + 1) * period : now.getTime();
  return afterQuietHours(policy, new Date(end).toISOString(), severity);
}

/** Tells a member of staff by mail: at once, or with the next mail of what came up for them. Either stands on record. */
export function noticeToStaff(
  draft: Draft,
  context: Context,
  notice: {
    key: string;
    person: Staffer | undefined;
    title: Title;
    dueAt: string;
    urgent?: boolean;
  },
): void {
  const { person } = notice;
  if (!person) return;
  const locale = localeFor(person.locale, context.rules.policy.locales);
  const sendAt = noticeAt(draft.current, context, notice.urgent);
  if (sendAt > context.now.toISOString()) {
    const { key, dueAt } = notice;
    const { staffId } = person;
    draft.add('notice.queued', { key, staffId, title: notice.title(locale), dueAt, sendAt });
    return;
  }
  draft.add('message.requested', {
    key: `staff/${notice.key}`,
    purpose: 'staff-notice',
    via: 'email',
    recipient: { name: person.name, email: person.email, party: 'staff' },
    locale,
    values: {
      reference: draft.current.reference,
      organisation: context.rules.policy.organisation,
      taskTitle: notice.title(locale),
      dueAt: notice.dueAt,
    },
    answers: [],
    author: 'system',
  });
}

/** How soon a person tells the customer what could not be written to them, in hours. */
const TELL_WITHIN_HOURS = 24;

/** The tasks of telling the customer something: done once somebody spoke with them, or wrote to them. */
export const tellingKinds: TaskKind[] = ['tell_by_direct_message', 'tell_customer'];

/**
 * Leaves telling the customer something to a person: a responder on social channels, else whoever has the case. While contact is
 * suspended nobody is to do it: it waits, paused like all that speaks with the customer (R17).
 */
export function leaveToPerson(
  draft: Draft,
  context: Context,
  what: { key: string; title: Title },
): void {
  const { current } = draft;
  const dueAt = hoursAfter(context.now, TELL_WITHIN_HOURS);
  if (isSocial(current.channel)) {
    const owner = { role: 'responder', platform: current.channel };
    draft.open({ ...what, kind: 'tell_by_direct_message', owner, dueAt });
    return;
  }
  draft.open({ ...what, kind: 'tell_customer', owner: ownerOf(current), dueAt });
}

/** Leaves an update that nobody could write to the customer to a person. */
export const leaveUpdateToPerson = (draft: Draft, context: Context): void =>
  leaveToPerson(draft, context, {
    key: `tell-update/${draft.current.version}`,
    title: (locale) => titlesIn(locale).tellUpdate(),
  });

/** Whoever has a case; nobody yet: the supervisors. */
export const ownerOf = (current: Case): { staffId: string } | { role: string } =>
  current.assignee ? { staffId: current.assignee } : { role: 'supervisor' };
