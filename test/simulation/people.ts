// What the simulated staff do when a task is theirs: the commands that it asks for, in the order they try them.
import type { Actor, Case, Role, Staffer } from '../../services/cases/domain/case.ts';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import type { Random } from '../chaos/random.ts';
import type { TaskRow } from './task-list.ts';

const person = (
  staffId: string,
  role: Role,
  team: string,
  responderFor: string[] = [],
): Staffer => ({
  staffId,
  name: staffId,
  email: `${staffId}@staff.test`,
  role,
  team,
  locale: 'en',
  responderFor,
  load: 0,
});

/** A small office: two teams, somebody on each rung, two who answer on X. */
export const office: Staffer[] = [
  person('ada', 'frontline', 'shop', ['x']),
  person('ben', 'frontline', 'shop'),
  person('cem', 'frontline', 'delivery', ['x']),
  person('dia', 'frontline', 'delivery'),
  person('eve', 'frontline', 'delivery'),
  person('fay', 'supervisor', 'shop'),
  person('gil', 'supervisor', 'delivery', ['x']),
  person('hal', 'department_manager', 'shop'),
  person('ida', 'department_manager', 'delivery'),
  person('jon', 'senior_management', 'board'),
];

/** A member of the office as one who acts. */
export function actorOf(staffId: string): Actor {
  const found = office.find((one) => one.staffId === staffId);
  if (!found) throw new Error(`nobody is called ${staffId}`);
  const { role, responderFor } = found;
  return { type: 'staff', staffId, role, responderFor };
}

/** Something that somebody tries. */
export type Try = { by: string; command: Command };

const frontline = office.filter(({ role }) => role === 'frontline').map(({ staffId }) => staffId);
const byRole = (role: string): string => office.find((one) => one.role === role)?.staffId ?? 'jon';
const responder = 'ada';
const words = { text: 'We look into it and write again.' };
const because = { reason: 'it is what the task asks for' };

const tryOf = <T extends Command['type']>(
  by: string,
  type: T,
  body: Extract<Command, { type: T }>['body'],
): Try => ({ by, command: { type, body } as Command });

const ownerOf = ({ owner }: TaskRow, current: Case): string =>
  'staffId' in owner
    ? owner.staffId
    : owner.role === 'responder'
      ? responder
      : owner.role === 'frontline'
        ? (current.assignee ?? 'ben')
        : byRole(owner.role);

function tell(current: Case, by: string): Try[] {
  if (current.channel === 'x') return [tryOf(responder, 'answer', words)];
  const isOwed = current.kind === 'inquiry' && !current.answeredAt;
  // By mail an answer waits for the acknowledgement, which a person gives where no mail could.
  return isOwed
    ? [
        tryOf(by, 'acknowledge-in-person', { how: 'phone' }),
        tryOf(by, 'send-update', { ...words, template: 'answer' }),
      ]
    : [tryOf(by, 'send-update', words)];
}

function solve(current: Case, chance: Random): Try[] {
  const by = current.assignee ?? chance.pick(frontline);
  const first: Try[] = current.assignee ? [] : [tryOf(by, 'take-over', {})];
  const remedy = current.remedies.length === 0 && chance.next() < 0.3;
  const option = current.remedySeverity === 'minor' ? 'apology' : 'gift_voucher';
  return [
    ...first,
    tryOf(by, 'start-investigation', {}),
    tryOf(by, 'root-cause', { cause: 'carrier_delay', text: 'The parcel was sorted wrongly.' }),
    ...(chance.next() < 0.1
      ? [tryOf(by, 'wait', { until: new Date(0).toISOString(), reason: 'a photo is missing' })]
      : []),
    ...(remedy
      ? [
          tryOf(by, 'propose-remedy', {
            option,
            ...(option === 'apology' ? {} : { amount: '20.00' }),
            ...because,
          }),
        ]
      : []),
    tryOf(by, 'resolve', {
      outcome: 'upheld',
      summary: 'Sent again.',
      whyNoAction: 'a single slip',
    }),
  ];
}

const managers = ['hal', 'ida'];
const levels = ['fay', 'gil', 'hal', 'ida', 'jon'];

/** What a task leads to. Nothing: it is looked at and marked as done. */
export function triesFor(task: TaskRow, current: Case, now: string, chance: Random): Try[] {
  const by = ownerOf(task, current);
  switch (task.kind) {
    case 'assign':
      return [tryOf('gil', 'assign', { to: chance.pick(frontline) })];
    case 'acknowledge_in_person':
    case 'acknowledgement_failed':
      return [
        tryOf(current.channel === 'x' ? responder : by, 'acknowledge-in-person', { how: 'phone' }),
      ];
    case 'answer_social':
    case 'tell_by_direct_message':
      return [tryOf(responder, 'answer', words)];
    case 'answer_inquiry':
      return [...tell(current, by), ...(chance.next() < 0.7 ? solve(current, chance) : [])];
    case 'next_update':
      // An inquiry that was answered is over, unless more came.
      return current.kind === 'inquiry' && chance.next() < 0.8
        ? solve(current, chance)
        : tell(current, by);
    case 'review':
    case 'escalation':
      return [
        tryOf('gil', 'assign', { to: chance.pick(frontline) }),
        tryOf('gil', 'start-investigation', {}),
      ];
    case 'resolve':
      return solve(current, chance);
    case 'check_in':
    case 'tell_customer':
      return [
        tryOf(current.channel === 'x' ? responder : by, 'record-contact', {
          how: 'phone',
          summary: 'all is well',
        }),
      ];
    case 'decide_contact':
      return [
        tryOf(
          chance.pick(managers),
          chance.next() < 0.8 ? 'lift-suspension' : 'keep-suspension',
          because,
        ),
      ];
    case 'suspected_threat':
      return [
        tryOf(chance.pick(managers), 'decide-threat', {
          isThreat: chance.next() < 0.3,
          ...because,
        }),
      ];
    case 'violence_report':
      return [
        tryOf(by, 'report-violence', {
          what: 'a threat in a mail',
          who: 'the customer',
          where: 'a message',
          occurredAt: now,
          policeInformed: false,
          witnesses: [],
        }),
      ];
    case 'approve_remedy':
      return current.remedies
        .filter(({ state }) => state === 'proposed')
        .flatMap(({ remedyId }) =>
          chance.next() < 0.1
            ? [tryOf('jon', 'reject-remedy', { remedyId, ...because })]
            : levels.map((each) => tryOf(each, 'approve-remedy', { remedyId })),
        );
    case 'deliver_remedy':
      return current.remedies
        .filter(({ state }) => state === 'approved')
        .map(({ remedyId }) => tryOf(by, 'deliver-remedy', { remedyId, how: 'by post' }));
    case 'follow_up':
      return [
        tryOf(current.channel === 'x' ? responder : by, 'follow-up', {
          satisfied: chance.next() < 0.85,
        }),
      ];
    default:
      return [];
  }
}
