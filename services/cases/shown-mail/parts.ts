// Which element of a mail is what its writer did not write now: what they quoted, and their signature. By the marks that mail
// programs leave. Marking only: gate.ts folds them.

/** `rest`: from this element on, all of its parent is quoted. */
export type Part = 'quoted' | 'signature' | 'rest';
export const parts: readonly string[] = ['quoted', 'signature', 'rest'];

const quotedClasses = ['gmail_quote', 'gmail_quote_container', 'yahoo_quoted', 'protonmail_quote'];
const signatureClasses = ['gmail_signature', 'moz-signature', 'protonmail_signature_block'];
const restIds = ['divrplyfwdmsg', 'appendonsend', 'stopspelling', 'reply-intro', 'x_divrplyfwdmsg'];
const signatureIds = ['signature', 'ms-outlook-mobile-signature', 'applemailsignature'];

// Outlook on the desktop leaves no name: a line above From, Sent, To, Subject.
const outlookLine = /border:\s*none;\s*border-top:\s*solid\s*#(?:e1e1e1|b5c4df)/i;

/** What an element is by its name and attributes, or undefined for what was written now. */
export function partOf(tagName: string, attribs: Record<string, string>): Part | undefined {
  const classes = (attribs.class ?? '').slice(0, 500).toLowerCase().split(/\s+/);
  const id = (attribs.id ?? '').slice(0, 100).toLowerCase();
  if (tagName === 'blockquote' && (attribs.type ?? '').toLowerCase() === 'cite') return 'quoted';
  if (classes.some((name) => quotedClasses.includes(name))) return 'quoted';
  if (classes.some((name) => signatureClasses.includes(name)) || signatureIds.includes(id))
    return 'signature';
  if (restIds.includes(id) || outlookLine.test((attribs.style ?? '').slice(0, 500))) return 'rest';
  return undefined;
}
