// The state × command table of the requirements, copied as it stands, and which of our commands each row speaks of. What code and
// tests say of rights is measured against this.
import { type LadderRole, ladder } from '../../services/cases/domain/case.ts';
import type { CommandType } from '../../services/cases/domain/commands/permissions.ts';

const table = `
| command | new | assigned | investigating | waiting | resolved | closed | least role |
| --- | --- | --- | --- | --- | --- | --- | --- |
| assign, take over | ✓ | ✓ | ✓ | ✓ | – | – | frontline (self), supervisor (others) |
| start investigation | – | ✓ | – | – | – | – | the assignee, supervisor |
| note, evidence, impact, root cause, correct category or severity | ✓ | ✓ | ✓ | ✓ | ✓ | – | frontline |
| send update, record a contact, request or report a call-back | ✓ | ✓ | ✓ | ✓ | ✓ | – | frontline (social: responder) |
| wait / resume | – | ✓ | ✓ | ✓ | – | – | assignee |
| escalate by hand | ✓ | ✓ | ✓ | ✓ | – | – | frontline |
| mark agitated or threatening / lift suspension | ✓ | ✓ | ✓ | ✓ | ✓ | – | frontline / department_manager |
| propose, withdraw a remedy | ✓ | ✓ | ✓ | ✓ | ✓ | – | frontline |
| approve, reject a remedy | ✓ | ✓ | ✓ | ✓ | ✓ | – | the level of policy |
| deliver, confirm a remedy | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | frontline |
| corrective action: request / approve, verify | – | ✓ | ✓ | ✓ | ✓ | ✓ | frontline / department_manager |
| resolve (outcome, summary) | ✓ (first-contact fix) | ✓ | ✓ | ✓ | – | – | assignee |
| record follow-up: satisfied → close; not satisfied → reopen one level up | – | – | – | – | ✓ | – | frontline, or the customer's answer |
| reopen (new epoch) | – | – | – | – | ✓ | ✓ | frontline, customer's reply within policy's time |
| merge, link, undo | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ | supervisor |
`;

/** The commands of each row, in its order; those after a slash in the row need the role after the slash. */
const commandsOf: readonly (readonly [string, ...(readonly CommandType[][])])[] = [
  ['assign', ['assign', 'take-over']],
  ['start', ['start-investigation']],
  ['note', ['note', 'add-evidence', 'impact', 'root-cause', 'correct']],
  ['send', ['send-update', 'record-contact', 'request-call-back', 'report-call-back']],
  ['wait', ['wait', 'resume']],
  ['escalate', ['escalate']],
  ['mark', ['mark-agitated', 'mark-threatening'], ['lift-suspension']],
  ['propose', ['propose-remedy', 'withdraw-remedy']],
  ['approve', ['approve-remedy', 'reject-remedy']],
  ['deliver', ['deliver-remedy', 'confirm-remedy']],
  ['corrective', ['request-action'], ['approve-action', 'verify-action']],
  ['resolve', ['resolve']],
  ['record', ['follow-up']],
  ['reopen', ['reopen']],
  ['merge', ['merge', 'link', 'unlink']],
];

/** One command of the table. `least`: below it nobody may, whatever they are to the case. */
export type TableRule = { type: CommandType; statuses: string[]; least: LadderRole };

const isRung = (word: string): word is LadderRole => (ladder as readonly string[]).includes(word);

/** The table as rules. What a row says besides role and status (assignee, responder, policy) is not in them. */
export function tableRules(): TableRule[] {
  const [head = [], , ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.slice(2, -2).split(' | '));
  return rows.flatMap((cells) => {
    const [name = '', groups = []] = [
      cells[0],
      commandsOf.find(([first]) => cells[0]?.startsWith(first))?.slice(1),
    ];
    const statuses = head.slice(1, -1).filter((_, index) => cells[index + 1]?.startsWith('✓'));
    const roles = (cells.at(-1) ?? '').split(' / ').map((text) => text.split(/[\s,(]/)[0] ?? '');
    if (groups.length === 0) throw new Error(`no command of ours for the row ${name}`);
    return (groups as CommandType[][]).flatMap((types, group) =>
      types.map((type) => {
        const role = roles[group] ?? roles[0] ?? '';
        // A wait is ended from waiting alone, and begun from anywhere but new.
        const among = type === 'resume' ? ['waiting'] : statuses;
        // The table has no threat in a reply to a closed case; R17 has a manager decide on each, so they can.
        // Nor a call that was asked for before the case was closed: reporting it is the only end of its task (R27).
        const after = ['lift-suspension', 'report-call-back'].includes(type) ? ['closed'] : [];
        return {
          type,
          statuses: [...among, ...after],
          least: isRung(role) ? role : ('frontline' as const),
        };
      }),
    );
  });
}
