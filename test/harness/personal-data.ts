// Where personal data of customers may stand: every column of every table that can hold words or bytes, as erased with its case
// or item, as gone by itself, or as holding none and why. A column that stands nowhere here fails a test (R71).

import {
  ACCOUNT,
  type Columns,
  DIGEST,
  FIGURES,
  KEYS,
  LOG,
  OURS,
  STAFF,
} from './personal-columns.ts';
import { peopleColumns } from './personal-people.ts';

/** By schema and table. */
export const personalData: Record<string, Columns> = {
  'blobs.blobs': { none: { [DIGEST]: ['sha256'] } },
  'blobs.chunks': { erased: ['content'], none: { [DIGEST]: ['sha256'] } },
  'bus.events': {
    fades: { key: LOG, payload: LOG },
    none: { [KEYS]: ['topic'], [OURS]: ['trace'] },
  },
  'bus.gaps': { none: { [KEYS]: ['grp', 'topic', 'reason'] } },
  'bus.attempts': { none: { [KEYS]: ['grp', 'topic'] } },
  'bus.parked': {
    erased: ['key', 'payload', 'error'],
    none: { [KEYS]: ['grp', 'topic'], [OURS]: ['trace'] },
  },
  'bus.positions': { none: { [KEYS]: ['grp', 'topic'] } },
  'cases.answer_claims': { none: { [STAFF]: ['staff_id'] } },
  'cases.call_drafts': {
    fades: { draft: 'seven days after it was last touched: it belongs to no case yet' },
    none: { [STAFF]: ['staff_id'] },
  },
  'cases.case_references': { none: { [OURS]: ['reference'] } },
  'cases.case_search': { erased: ['document'] },
  'cases.case_timeline': {
    erased: ['data', 'salt'],
    none: { [KEYS]: ['type', 'policy_version'], [STAFF]: ['actor'], [DIGEST]: ['digest', 'chain'] },
  },
  'cases.cases': {
    erased: ['state', 'subject', 'contact_email', 'customer_key'],
    none: {
      [KEYS]: [
        'category',
        'channel',
        'kind',
        'language',
        'policy_version',
        'satisfaction',
        'severity',
        'status',
      ],
      [OURS]: ['reference', 'trace'],
      [STAFF]: ['assignee'],
      [DIGEST]: ['chain'],
    },
  },
  'cases.command_keys': {
    erased: ['key', 'response'],
    none: { [STAFF]: ['staff_id'], [DIGEST]: ['request_digest'] },
  },
  'cases.corrective_actions': {
    erased: ['problem'],
    none: {
      [OURS]: ['action_id', 'case_references'],
      [KEYS]: ['state'],
      [STAFF]: ['approved_by', 'owner_staff', 'requested_by', 'verified_by'],
    },
  },
  'cases.daily_digests': { none: { [STAFF]: ['staff_id'], [KEYS]: ['case_references'] } },
  'cases.day_heads': { none: { [DIGEST]: ['chain', 'digest'] } },
  'cases.deadlines': { none: { [KEYS]: ['kind', 'state'] } },
  'cases.drafts': { erased: ['draft'], none: { [STAFF]: ['staff_id'] } },
  'cases.erasures': {
    none: {
      [KEYS]: ['what', 'why', 'policy_version'],
      [OURS]: ['reference'],
      [STAFF]: ['by_whom'],
      'why an administrator erased it: who writes it is told to name nobody': ['reason'],
    },
  },
  'cases.exports': {
    none: {
      [STAFF]: ['by_whom'],
      [OURS]: ['case_references'],
      [DIGEST]: ['sha256'],
      'why an administrator gave data out: who writes it is told to name nobody': ['reason'],
    },
  },
  'cases.intake_outcomes': {
    none: { [OURS]: ['case_reference'], [KEYS]: ['outcome', 'owner', 'reason'] },
  },
  'cases.messages': { none: { [KEYS]: ['message_key', 'party', 'purpose', 'via'] } },
  'cases.notifications': {
    erased: ['title'],
    none: { [KEYS]: ['kind'], [OURS]: ['reference'], [STAFF]: ['staff_id'] },
  },
  'cases.payouts': {
    erased: ['payee', 'reason'],
    none: {
      [KEYS]: ['currency', 'option', 'state'],
      [OURS]: ['reference', 'remedy_id', 'trace'],
      'the number that the provider gave the payment: the books need it': ['provider_reference'],
    },
  },
  'cases.policy_versions': {
    none: {
      'what the organisation has decided': ['effective', 'yaml', 'note'],
      [STAFF]: ['published_by'],
      [KEYS]: ['origin'],
      [DIGEST]: ['digest'],
    },
  },
  'cases.presence': { none: { [KEYS]: ['doing'], [STAFF]: ['staff_id'] } },
  'cases.reads': { none: { [KEYS]: ['part'], [STAFF]: ['staff_id'] } },
  'cases.remedies': {
    erased: ['customer_keys'],
    none: {
      [KEYS]: ['approval', 'currency', 'delivery', 'option', 'payout_state', 'severity', 'state'],
      [OURS]: ['remedy_id'],
      [STAFF]: ['approved_by', 'proposed_by'],
    },
  },
  'cases.staff_notices': {
    erased: ['title'],
    none: { [OURS]: ['reference'], [STAFF]: ['staff_id'] },
  },
  'cases.tasks': {
    erased: ['title', 'titles', 'note'],
    none: {
      [KEYS]: ['kind', 'owner_platform', 'owner_role', 'raised_role', 'state'],
      [STAFF]: ['closed_by', 'owner_staff', 'owner_team', 'raised_staff'],
      [OURS]: ['task_key'],
    },
  },
  'cases.thread_keys': { erased: ['thread_key'] },
  'cases.triage_decisions': {
    erased: ['reason', 'was'],
    none: { [KEYS]: ['decision', 'role'], [STAFF]: ['by_staff'], [OURS]: ['letter_id'] },
  },
  'classifier.activations': {
    none: { [FIGURES]: ['how', 'replaced', 'version'], [STAFF]: ['by_whom', 'reason'] },
  },
  'classifier.corrections': {
    none: { [KEYS]: ['category', 'kind', 'severity'], [STAFF]: ['person'] },
  },
  'classifier.decisions': {
    none: {
      [KEYS]: ['category', 'kind', 'language', 'policy_version', 'severity'],
      [FIGURES]: ['model_version'],
    },
  },
  'classifier.model_heads': {
    none: {
      'weights by hashes of runs of letters, of many texts at once: no text can be read back': [
        'file',
      ],
      [KEYS]: ['head', 'version'],
    },
  },
  'classifier.models': {
    none: {
      [KEYS]: ['categories', 'origin', 'policy_version', 'version'],
      [FIGURES]: ['comparison'],
      [DIGEST]: ['fingerprint'],
    },
  },
  'classifier.trainings': {
    none: { [FIGURES]: ['reason', 'state', 'version'], [STAFF]: ['requested_by'] },
  },
  'email.account_changes': {
    none: {
      [OURS]: ['account_id'],
      [STAFF]: ['by_staff_id'],
      [KEYS]: ['what'],
      [ACCOUNT]: ['details'],
    },
  },
  'email.accounts': {
    none: {
      [OURS]: ['account_id'],
      [STAFF]: ['changed_by', 'created_by'],
      [ACCOUNT]: [
        ...['address', 'after', 'flag', 'folder', 'host', 'move_to', 'name', 'sealed_secret'],
        ...['state', 'tls', 'trusted_authserv_id', 'user_name', 'oauth'],
      ],
      [DIGEST]: ['grant_id'],
    },
  },
  'email.connector_health': { none: { [ACCOUNT]: ['code', 'connector', 'reason'] } },
  'email.oauth_grants': { none: { [DIGEST]: ['grant_id'], [ACCOUNT]: ['sealed_refresh_token'] } },
  'email.mailboxes': { none: { [ACCOUNT]: ['name', 'source'] } },
  'intake.items': {
    erased: ['received'],
    none: {
      [KEYS]: ['channel', 'connector'],
      [OURS]: ['reference', 'trace'],
      'an HMAC, a UUID, or the id of a post: without it an erased item that comes again would be taken for a new one':
        ['dedup_key'],
      [DIGEST]: ['original_sha256'],
    },
  },
  'notifier.caught_mail': {
    erased: ['raw', 'recipient', 'subject', 'text_part'],
    none: { 'our own address': ['sender'] },
  },
  'notifier.domain_mails': { fades: { domain: 'a week after the last mail to the domain' } },
  'notifier.letter_reads': { none: { [OURS]: ['remedy_id'], [STAFF]: ['staff_id'] } },
  'notifier.mail_reads': { none: { [STAFF]: ['staff_id'] } },
  'notifier.messages': {
    erased: ['address', 'domain', 'request', 'subject_key'],
    none: {
      [KEYS]: ['locale', 'party', 'purpose', 'state', 'via'],
      'a closed word': ['reason'],
      [OURS]: ['reference', 'rfc_message_id', 'trace'],
    },
  },
  'notifier.erased_cases': {},
  'notifier.template_versions': {
    none: {
      'what the organisation writes to all its customers': ['sources', 'note'],
      [KEYS]: ['kind', 'locale', 'purpose'],
      [STAFF]: ['made_by'],
    },
  },
  ...peopleColumns,
  'portal.idempotency_keys': { none: { [DIGEST]: ['dedup_key', 'key'] } },
  'public.migrations': { none: { [KEYS]: ['name'] } },
  'social.account_changes': {
    none: { [OURS]: ['account_id'], [STAFF]: ['by_staff_id', 'details'], [KEYS]: ['what'] },
  },
  'social.accounts': {
    none: {
      [ACCOUNT]: ['account_id', 'client_id', 'handle', 'name', 'platform', 'state', 'user_id'],
      [STAFF]: ['changed_by', 'created_by'],
    },
  },
  'social.tokens': {
    none: {
      [ACCOUNT]: [
        ...[
          'failure',
          'failure_said',
          'owner',
          'scopes',
          'sealed_access',
          'sealed_renewal',
          'seed',
          'past_seeds',
        ],
      ],
    },
  },
  'social.cursors': { none: { [ACCOUNT]: ['connector', 'cursor', 'failure'] } },
};

/** All named columns as `schema.table.column`, by what becomes of them. */
export function namedColumns(become: keyof Columns): string[] {
  return Object.entries(personalData).flatMap(([table, columns]) => {
    const given = columns[become] ?? [];
    const names =
      become === 'none'
        ? Object.values(given as Record<string, string[]>).flat()
        : Array.isArray(given)
          ? given
          : Object.keys(given);
    return names.map((name) => `${table}.${name}`);
  });
}
