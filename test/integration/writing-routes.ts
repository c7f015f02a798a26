// Every route of cases that writes, with a body that its schema takes: who gets through is held in security-staff-api.test.ts.
import type { CommandType } from '../../services/cases/domain/commands/permissions.ts';
import { commandBodies } from '../harness/command-bodies.ts';

/** A body that each command's schema takes: a refusal can only be about who asks. */
export const bodies: Record<CommandType, unknown> = {
  ...commandBodies,
  // Staff by the addresses of the rig, and what the route reads further than the command does.
  assign: { to: 'fred@staff.test' },
  'record-complained-about': { who: 'fred@staff.test', reason: 'x' },
  'withdraw-complained-about': { who: 'fred@staff.test', reason: 'x' },
  impact: { peopleAffected: 1 },
  'request-action': {
    problem: 'x',
    proposal: 'x',
    owner: 'fred@staff.test',
    dueAt: '2026-12-30T10:00:00Z',
  },
  'verify-action': { actionId: 'A1', effective: false, note: 'x' },
  'request-call-back': { to: 'fred@staff.test', reason: 'x' },
  wait: { until: '2026-11-30T10:00:00Z', reason: 'x' },
  'report-violence': {
    what: 'x',
    who: 'x',
    where: 'x',
    occurredAt: '2026-11-23T09:00:00Z',
    policeInformed: false,
  },
  'propose-remedy': { option: 'apology', reason: 'x' },
};

/** A route that writes: a body that its schema takes, and whom it does not refuse. */
export type OtherRoute = {
  body?: unknown;
  /** What an auditor or an administrator gets where it is not 403: each a named exception, with why it changes no case. */
  except?: { audrey?: number; adam?: number; why: string };
};
const both = { audrey: 200, adam: 200 };
const untilLater = { until: '2027-01-31T08:00:00Z' };
const triaging = { adam: 404, why: 'an admin decides what was set aside; here is no such thing' };

/** The same for routes that write without being a command: all of them, so that a new one must be thought of here. */
export const otherRoutes: Record<string, OtherRoute> = {
  'POST /api/v1/cases': { body: { channel: 'phone', message: 'x' } },
  'POST /api/v1/cases/bulk': { body: {} },
  'POST /api/v1/cases/first-contact': {
    body: { channel: 'phone', message: 'x', category: 'delivery', summary: 'x' },
  },
  'POST /api/v1/cases/{reference}/files': { body: { name: 'x.txt', content: 'eA==' } },
  'POST /api/v1/cases/{reference}/effects': { body: { command: 'note', body: { text: 'x' } } },
  'POST /api/v1/cases/{reference}/preview': {
    body: { command: 'send-update', body: { text: 'x' } },
    except: { ...both, why: 'a dry run: it says that they may not, and writes nothing' },
  },
  'PUT /api/v1/cases/{reference}/draft': {
    body: { mode: 'note', note: 'x' },
    except: { ...both, why: 'what they typed and did not send is theirs alone' },
  },
  'DELETE /api/v1/cases/{reference}/draft': { except: { ...both, why: 'theirs alone' } },
  'PUT /api/v1/cases/{reference}/presence': {
    body: { doing: 'viewing' },
    except: { ...both, why: 'who looks at a case says so' },
  },
  'DELETE /api/v1/cases/{reference}/presence': {
    except: { ...both, why: 'they looked, and left' },
  },
  'POST /api/v1/complaint-log/customers': { body: { by: 'typed', typed: 'x' } },
  'POST /api/v1/complaint-log/duplicates': { body: { email: 'x@customer.test' } },
  'POST /api/v1/complaint-log/remedies': { body: { channel: 'phone' } },
  'PUT /api/v1/complaint-log/draft': { body: {} },
  'DELETE /api/v1/complaint-log/draft': {},
  'PUT /api/v1/social/threads/{reference}/claim': {},
  'DELETE /api/v1/social/threads/{reference}/claim': {},
  'POST /api/v1/notifications/read': {
    body: { until: '2026-11-23T09:00:00Z' },
    except: { ...both, why: 'marks what they themselves were told' },
  },
  'POST /api/v1/tasks/{taskId}/done': { body: { note: 'x' } },
  'POST /api/v1/policy/check': {
    body: { yaml: 'nonsense: true' },
    except: { ...both, why: 'a check keeps nothing' },
  },
  'POST /api/v1/policy/calendar-days': {
    body: { calendar: { hours: { monday: ['09:00-17:00'] } }, timeZone: 'UTC', year: 2026 },
    except: { ...both, why: 'reckons what was given, and keeps nothing' },
  },
  'POST /api/v1/policy/due-times': {
    body: { yaml: '{}', receivedAt: '2026-11-27T16:50', kind: 'complaint' },
    except: { ...both, why: 'reckons what was given, and keeps nothing' },
  },
  'POST /api/v1/policy/versions': {
    body: { yaml: 'nonsense: true', note: 'x' },
    except: { adam: 422, why: 'the policy is the admin’s (R71); this one is none' },
  },
  'POST /api/v1/policy/versions/{number}/cases': { body: { reason: 'x' } },
  'POST /api/v1/cases/{reference}/hold': {
    body: { reason: 'x' },
    except: { adam: 200, why: 'a legal hold is the admin’s (R71)' },
  },
  'POST /api/v1/cases/{reference}/release': {
    body: { reason: 'x' },
    except: { adam: 200, why: 'a legal hold is the admin’s (R71)' },
  },
  'POST /api/v1/erasures': {
    body: { cases: [], reason: 'x' },
    except: { adam: 200, why: 'an erasure is the admin’s (R71); here is nothing to erase' },
  },
  'POST /api/v1/erasures/preview': {
    body: { customer: 'nobody@customer.test' },
    except: { adam: 200, why: 'looks at what would be erased, and changes nothing' },
  },
  'POST /api/v1/exports': {
    body: { subject: { customer: 'nobody@customer.test' }, reason: 'x' },
    except: { adam: 404, why: 'an export is the admin’s (R71); nothing is kept of nobody' },
  },
  'PUT /api/v1/staff/{staffId}/away': {
    body: untilLater,
    except: { adam: 200, why: 'an admin says who is away' },
  },
  'DELETE /api/v1/staff/{staffId}/away': {
    except: { adam: 200, why: 'an admin says who is back' },
  },
  'POST /api/v1/triage/items/{itemId}/release': { body: { reason: 'a reason' }, except: triaging },
  'POST /api/v1/triage/items/{itemId}/reject': { body: { reason: 'a reason' }, except: triaging },
  'POST /api/v1/triage/dead-letters/{id}/replay': {
    body: { reason: 'a reason' },
    except: triaging,
  },
};
