// What each command asks a person for, field by field. Texts: case-actions.json. What a field may hold is the API's to check.

import type { CommandName } from './dialog-store.ts';
import { type Field, field } from './fields.ts';

const reason = field('reason', 'long', { required: true });
const remedyId = field('remedyId', 'remedy', { required: true });
const actionId = field('actionId', 'action', { required: true });
const note = field('note', 'long');

const kindIs =
  (...kinds: string[]) =>
  (values: Record<string, unknown>): boolean =>
    kinds.includes(String(values.kind ?? ''));

const outcomes = ['upheld', 'partly_upheld', 'not_upheld', 'withdrawn', 'answered'];

/** The fields of a command, in the order of the form. A command that is not here asks for nothing. */
export const commandForms: Partial<Record<CommandName, readonly Field[]>> = {
  assign: [field('to', 'staff', { required: true })],
  'record-complained-about': [field('who', 'staff', { required: true }), reason],
  'withdraw-complained-about': [field('who', 'complainedAbout', { required: true }), reason],
  note: [field('text', 'long', { required: true })],
  correct: [
    field('kind', 'choice', { options: ['complaint', 'inquiry', 'feedback'], words: 'kind' }),
    field('category', 'category'),
    field('severity', 'severity'),
    field('language', 'language'),
    reason,
  ],
  impact: [
    field('lossAmount', 'amount'),
    field('timeLostHours', 'number'),
    field('inconvenience', 'choice', { options: ['low', 'medium', 'high'] }),
    field('peopleAffected', 'number'),
    note,
  ],
  'root-cause': [
    field('cause', 'rootCause', { required: true }),
    field('text', 'long', { required: true }),
  ],
  'add-evidence': [
    field('kind', 'choice', {
      options: ['record', 'statement', 'order', 'customer', 'file'],
      required: true,
    }),
    field('source', 'text', { required: true, when: kindIs('record') }),
    field('statementBy', 'text', { required: true, when: kindIs('statement') }),
    field('orderNumber', 'text', { required: true, when: kindIs('order') }),
    field('email', 'text', { required: true, when: kindIs('customer') }),
    field('file', 'file', { required: true, when: kindIs('file') }),
    field('text', 'long', { required: true, when: kindIs('record', 'statement') }),
    field('text', 'text', { when: kindIs('order', 'customer', 'file') }),
  ],
  'request-action': [
    field('problem', 'text', { required: true }),
    field('rootCause', 'rootCause'),
    field('proposal', 'long', { required: true }),
    field('owner', 'staff', { required: true }),
    field('dueAt', 'instant', { required: true }),
    field('cases', 'references'),
  ],
  'approve-action': [actionId, field('owner', 'staff'), field('dueAt', 'instant')],
  'refuse-action': [actionId, reason],
  'record-step': [actionId, field('text', 'long', { required: true })],
  'complete-action': [actionId, field('summary', 'long', { required: true })],
  'verify-action': [
    actionId,
    field('effective', 'yesNo', { required: true }),
    field('note', 'long', { required: true }),
    field('dueAt', 'instant', { when: ({ effective }) => effective === false }),
  ],
  'request-call-back': [
    field('to', 'staff', { required: true }),
    reason,
    field('dueAt', 'instant'),
    field('reportTo', 'staff'),
  ],
  'report-call-back': [
    field('callBackId', 'callBack', { required: true }),
    field('reached', 'yesNo', { required: true }),
    field('givenUp', 'yesNo', { when: ({ reached }) => reached === false }),
    field('summary', 'long', { required: true }),
  ],
  'send-update': [
    field('text', 'long', { required: true }),
    field('template', 'choice', { options: ['update', 'answer'] }),
    field('estimatedResolution', 'instant'),
  ],
  'record-contact': [
    field('how', 'choice', {
      options: ['phone', 'in_person', 'email', 'direct_message', 'letter', 'other'],
      required: true,
    }),
    field('summary', 'long', { required: true }),
  ],
  'acknowledge-in-person': [
    field('how', 'choice', { options: ['phone', 'in_person', 'by_hand'], required: true }),
    note,
  ],
  answer: [field('text', 'long', { required: true })],
  wait: [
    field('for', 'choice', { options: ['customer', 'third_party'], required: true }),
    field('until', 'instant', { required: true }),
    reason,
  ],
  resume: [reason],
  escalate: [field('level', 'level', { required: true }), reason],
  'mark-agitated': [reason],
  'mark-threatening': [reason],
  'decide-threat': [field('isThreat', 'yesNo', { required: true }), field('reason', 'long')],
  'lift-suspension': [reason],
  'keep-suspension': [reason],
  'report-violence': [
    field('what', 'long', { required: true }),
    field('who', 'text', { required: true }),
    field('where', 'text', { required: true }),
    field('occurredAt', 'instant', { required: true }),
    field('against', 'text'),
    field('injuries', 'long'),
    field('witnesses', 'lines'),
    field('policeInformed', 'yesNo', { required: true }),
    field('policeReference', 'text', { when: ({ policeInformed }) => policeInformed === true }),
  ],
  'propose-remedy': [
    field('option', 'remedyOption', { required: true }),
    field('amount', 'remedyAmount', { required: true }),
    reason,
  ],
  'withdraw-remedy': [remedyId, reason],
  'approve-remedy': [remedyId],
  'reject-remedy': [remedyId, reason],
  'deliver-remedy': [remedyId, field('how', 'text', { required: true }), field('cost', 'amount')],
  'confirm-remedy': [remedyId, field('note', 'text'), field('cost', 'amount')],
  'settle-payout': [
    remedyId,
    field('outcome', 'choice', { options: ['paid', 'not_paid', 'retry'], required: true }),
    reason,
  ],
  resolve: [
    field('outcome', 'choice', { options: outcomes, required: true }),
    field('summary', 'long', { required: true }),
    field('whyNoAction', 'long'),
    field('told', 'choice', { options: ['phone', 'in_person', 'letter'] }),
  ],
  'follow-up': [field('satisfied', 'yesNo', { required: true }), field('comment', 'long')],
  reopen: [reason],
  'move-to-policy': [field('number', 'number'), reason],
  link: [field('to', 'otherCase', { required: true, label: 'otherCase' }), reason],
  unlink: [field('to', 'linkedCase', { required: true, label: 'otherCase' }), reason],
  merge: [field('into', 'otherCase', { required: true }), reason],
  unmerge: [field('from', 'mergedCase', { required: true }), reason],
  hold: [reason],
  release: [reason],
};
