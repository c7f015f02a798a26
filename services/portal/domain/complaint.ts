// What a person may tell us in a complaint, and how what they typed is made safe to carry. Where it came from and where
// it goes is not known here; the bytes as they came are kept elsewhere.
import { z } from 'zod';
import { SUBJECT_MAX, TEXT_MAX } from '#shared/events/intake.ts';
import { cutText } from '#shared/events/text.ts';

/** The most characters a message may have; beyond TEXT_MAX the event carries the beginning and the original has all. */
export const MESSAGE_MAX = 200_000;

/** Longest e-mail address: RFC 5321 §4.5.3.1.3 allows a path of 256 octets with its angle brackets. */
export const EMAIL_MAX = 254;

/** The fields of the public form and API, with the most characters each may have. Only `message` is required. */
export const fieldLengthsMax = {
  message: MESSAGE_MAX,
  subject: SUBJECT_MAX,
  name: 200,
  email: EMAIL_MAX,
  phone: 50,
  orderNumber: 100,
  occurredAt: 100,
} as const;
export type ComplaintField = keyof typeof fieldLengthsMax;
export const complaintFields = Object.keys(fieldLengthsMax) as ComplaintField[];

/** What may be wrong with a field: a closed set, so that each language has a text for it. */
export type FieldFault = 'required' | 'too_long' | 'invalid_email' | 'twice';
export type FieldFaults = Partial<Record<string, FieldFault>>;

/** A complaint as it was typed, before it is checked. */
export type TypedComplaint = Partial<Record<ComplaintField, string>>;

/** A complaint that can be accepted: bounded, without control characters, empty fields absent. */
export type Complaint = TypedComplaint & { message: string; textCut: boolean };

const text = z.string('must be a text').nullish();

/** The JSON body of `POST /api/v1/complaints`. An unknown key is refused, so that a misspelt one is not lost (S23). */
export const complaintBodySchema = z.strictObject({
  message: z
    .string('is required and must be a text')
    .describe('What happened. The only required field.'),
  subject: text.describe('A short title.'),
  name: text.describe('The name of the customer.'),
  email: text.describe('One e-mail address to answer to.'),
  phone: text.describe('A phone number to call.'),
  orderNumber: text.describe('The order or booking that it is about.'),
  occurredAt: text.describe('When it happened: a date, or any words.'),
  files: z
    .array(z.unknown())
    .max(0, 'send files as multipart/form-data')
    .nullish()
    .describe('Files are sent as parts of multipart/form-data, not in JSON.'),
});

// C0 and C1 controls, and marks that reorder or hide text (S5): harmless to read, harmful in a name or a header.
const hiddenInLine =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
// In a long text line breaks and tabs stay, and so do marks that right-to-left languages need.
const hiddenInText = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff]/g;

/** One line of text: what hides or breaks the line becomes a space, lone surrogates become U+FFFD. */
export function cleanLine(typed: string): string {
  return typed.toWellFormed().replace(hiddenInLine, ' ').replace(/\s+/g, ' ').trim();
}

/** A longer text: line ends become LF; other control characters (PostgreSQL stores no NUL) are taken out. */
export function cleanText(typed: string): string {
  return typed.toWellFormed().replace(/\r\n?/g, '\n').replace(hiddenInText, '').trim();
}

// The local part as HTML's e-mail field takes it, and letters of any script (RFC 6531). No quotes, comments or lists.
const localPart = /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{1,64}$/u;
const domainLabel = /^[\p{L}\p{N}\p{M}-]{1,63}$/u;

/** Whether a text is one e-mail address that mail can be sent to: no display name, no comment, a domain with a dot. */
export function isEmailAddress(text: string): boolean {
  if (text.length > EMAIL_MAX) return false;
  const at = text.lastIndexOf('@');
  if (at < 1 || !localPart.test(text.slice(0, at))) return false;
  const labels = text.slice(at + 1).split('.');
  if (labels.length < 2 || /^\d+$/.test(labels.at(-1) ?? '')) return false;
  return labels.every(
    (label) => domainLabel.test(label) && !label.startsWith('-') && !label.endsWith('-'),
  );
}

const cleanField = (field: ComplaintField, typed: string): string =>
  field === 'message' ? cleanText(typed) : cleanLine(typed);

/** Checks what was typed. Gives the complaint, or what is wrong with each field. */
export function checkComplaint(
  typed: TypedComplaint,
): { complaint: Complaint } | { faults: FieldFaults } {
  const faults: FieldFaults = {};
  const clean: TypedComplaint = {};
  for (const field of complaintFields) {
    const given = typed[field] ?? '';
    const value = cleanField(field, given.slice(0, fieldLengthsMax[field] * 2));
    if (given.length > fieldLengthsMax[field] * 2 || value.length > fieldLengthsMax[field])
      faults[field] = 'too_long';
    else if (value !== '') clean[field] = value;
  }
  const { email, message } = clean;
  // Checked as it was typed: an address with a line break in it is no address, whatever is left of it (S18).
  if (email !== undefined && !isEmailAddress((typed.email ?? '').trim()))
    faults.email = 'invalid_email';
  if (message === undefined && !faults.message) faults.message = 'required';
  if (message === undefined || Object.keys(faults).length > 0) return { faults };
  return {
    complaint: {
      ...clean,
      message: cutText(message, TEXT_MAX),
      textCut: message.length > TEXT_MAX,
    },
  };
}

/** The name of a sent file, for display only: no folders, nothing hidden, at most 255 characters; never a path (S5). */
export function cleanFileName(given: string | undefined): string {
  const name = cleanLine((given ?? '').slice(0, 2000));
  const base = name.split(/[/\\]/).at(-1)?.trim() ?? '';
  return cutText(base === '.' || base === '..' ? '' : base, 255) || 'file';
}
