// What a command would write to the customer: decided as it would be, with nothing written and nothing kept.
import { z } from 'zod';
import type { MessagePreview } from '#shared/events/message.ts';
import { parseReference } from '#shared/ids.ts';
import { blockedBy } from '../case-view.ts';
import type { CommandType } from '../domain/commands/permissions.ts';
import { decide } from '../domain/decide.ts';
import type { Decided } from '../domain/draft.ts';
import { respondBy, updateBy } from '../domain/escalation.ts';
import { reachOf } from '../domain/rules.ts';
import { contextFor, noSuchCase, parseCommand, staffNow } from '../execute-command.ts';
import { caseByReference } from '../stores/read-store.ts';
import { messageEvent, type Shell } from '../work.ts';

/** Commands that write to customers. */
const telling = [
  'send-update',
  'answer',
  'resolve',
  'propose-remedy',
  'approve-remedy',
  'lift-suspension',
] as const satisfies CommandType[];

/** What a preview is asked for by. */
export const previewBody = z.strictObject({
  command: z.enum(telling).describe('a command that writes to the customer'),
  body: z.looseObject({}).default({}).describe('what it would be given'),
});

function messagesOf(shell: Shell, decided: Decided): MessagePreview[] {
  return decided.entries.flatMap((entry, index) => {
    if (entry.type !== 'message.requested' || entry.data.recipient.party !== 'customer') return [];
    const after = decided.steps[index] ?? decided.after;
    const event = messageEvent(shell, after, entry.data, entry.at);
    const { reference, purpose, via, recipient, locale, values, author } = event;
    return [
      { ...(reference ? { reference } : {}), purpose, via, recipient, locale, values, author },
    ];
  });
}

/**
 * Decides a command as if it were given now.
 * @throws RequestError 400 for a body that the command does not take, 404 for no such case.
 */
export async function dryRun(
  shell: Shell,
  reference: string,
  asked: z.infer<typeof previewBody>,
  staffId: string,
) {
  const command = parseCommand(asked.command, asked.body);
  const canonical = parseReference(reference);
  return shell.db.transaction(async (tx) => {
    const { role, responderFor } = await staffNow(tx, staffId);
    const current = canonical && (await caseByReference(tx.query, canonical));
    if (!current) throw noSuchCase();
    const asked = { staffId, command, current, toAct: false };
    const context = await contextFor(shell, tx.query, asked);
    const decision = decide(current, command, context);
    const { caseId } = current;
    if (!decision.ok)
      return { caseId, refused: { code: decision.code, why: decision.message }, messages: [] };
    const actor = { type: 'staff' as const, staffId, role, responderFor };
    const messages = messagesOf(shell, decision);
    const { after } = decision;
    const blocked = messages.length > 0 ? undefined : blockedBy(after, reachOf(after), actor);
    const open = !['resolved', 'closed', 'merged'].includes(after.status);
    return {
      caseId,
      messages,
      ...(blocked ? { blocked } : {}),
      respondBy: respondBy(after, context.rules),
      ...(open && !after.contactSuspended ? { nextUpdateBy: updateBy(after, context.rules) } : {}),
    };
  });
}
