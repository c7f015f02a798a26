// The columns about people of the staff: none is about customers, but for the words of filters that they saved.
import { type Columns, DIGEST, KEYS, STAFF } from './personal-columns.ts';

/** By schema and table. */
export const peopleColumns: Record<string, Columns> = {
  'people.api_tokens': { none: { [STAFF]: ['label', 'staff_id'], [DIGEST]: ['token_sha256'] } },
  'people.audit': {
    none: { [STAFF]: ['about_staff_id', 'by_staff_id', 'details'], [KEYS]: ['what'] },
  },
  'people.passkeys': {
    none: { [STAFF]: ['credential_id', 'label', 'public_key', 'staff_id', 'transports'] },
  },
  'people.passwords': { none: { [STAFF]: ['phc', 'staff_id'] } },
  'people.preferences': { none: { [STAFF]: ['filters_saved_at', 'preferences', 'staff_id'] } },
  'people.recovery_codes': { none: { [STAFF]: ['staff_id'], [DIGEST]: ['digest'] } },
  'people.responder_grants': { none: { [STAFF]: ['staff_id'], [KEYS]: ['platform'] } },
  'people.sessions': {
    none: { [STAFF]: ['address', 'staff_id', 'user_agent', 'way'], [DIGEST]: ['token_sha256'] },
  },
  'people.sign_in_links': {
    none: { [STAFF]: ['staff_id'], [KEYS]: ['kind'], [DIGEST]: ['token_sha256'] },
  },
  'people.sign_in_steps': {
    none: { [STAFF]: ['data', 'staff_id'], [KEYS]: ['kind'], [DIGEST]: ['token_sha256'] },
  },
  'people.sign_in_tries': { none: { [DIGEST]: ['subject'] } },
  'people.staff': {
    none: {
      [STAFF]: [
        'calendar',
        'deputy',
        'email',
        'languages',
        'locale',
        'name',
        'reports_to',
        'role',
        'shift',
        'skills',
        'staff_id',
        'team',
      ],
    },
  },
  'people.totp': { none: { [STAFF]: ['sealed_secret', 'staff_id'] } },
};
