// Mail of ours that came back for good: the delivery report is an item that was received; the message it speaks of is marked.
import type { Delivered } from '#shared/bus.ts';
import type { Clock } from '#shared/clock.ts';
import type { Tx } from '#shared/db.ts';
import type { IntakeReceived } from '#shared/events/intake.ts';
import { parseOwnMessageId } from '#shared/message-id.ts';
import type { Signer } from '#shared/secret.ts';
import { markBounced } from './lease-store.ts';
import { reportOf } from './marks.ts';

/** Which message a delivery report says was not delivered, and why (RFC 3463 status). Only reports that name an id we signed. */
function bouncedMessage(
  item: Pick<IntakeReceived, 'mail'>,
  signer: Signer,
): { messageId: string; reason: string } | undefined {
  const bounce = item.mail?.bounce;
  if (!bounce?.permanent || !bounce.messageId) return undefined;
  const messageId = parseOwnMessageId(signer, bounce.messageId);
  if (!messageId) return undefined;
  const status = bounce.status ?? '';
  const reason = /^[245]\.\d{1,3}\.\d{1,3}$/.test(status)
    ? `bounce_${status.replaceAll('.', '_')}`
    : 'bounce';
  return { messageId, reason };
}

/** Makes the handler of received items that looks for delivery reports. */
export function createBounces(options: { signer: Signer; clock: Clock }) {
  return async (batch: Delivered<IntakeReceived>[], tx: Tx): Promise<void> => {
    const found = new Map<string, string>();
    for (const { payload } of batch) {
      const bounced = bouncedMessage(payload, options.signer);
      if (bounced) found.set(bounced.messageId, bounced.reason);
    }
    if (found.size === 0) return;
    const now = options.clock.now();
    const bounces = [...found].map(([messageId, reason]) => ({ messageId, reason }));
    for (const message of await markBounced(tx, bounces, now)) {
      const reason = found.get(message.messageId);
      tx.publish(reportOf(message, { status: 'bounced', reason, at: now }));
    }
  };
}
