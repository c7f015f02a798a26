// Sends an answer as a direct message by the platform's own API. Who may send one is decided before (R45); nothing public here.
import { PermanentError } from '#shared/errors.ts';
import type { SocialChannel } from '#shared/events/intake.ts';
import type { AnsweringAccounts } from '#shared/platforms/answering-accounts.ts';

/** A direct message that a responder wrote or approved. */
type DirectMessage = {
  messageId: string;
  platform: SocialChannel;
  platformUserId: string;
  text: string;
};

/** The most characters of one direct message: X 10,000 (its help pages), others unknown here and left to the platform. */
const charactersMax: Partial<Record<SocialChannel, number>> = { x: 10_000 };

/** Sends by direct message, one platform an account. */
export type DirectMessageSender = {
  via: 'direct_message';
  /**
   * "Accepted" by the platform is all that is known afterwards.
   * @throws PermanentError with a closed word: `platform_not_configured`, `empty_message`, `message_too_long`,
   * `cannot_message`, `not_permitted`, `refused`; TransientError: nothing was sent, again later; InDoubtError: never
   * repeated by itself.
   */
  send(message: DirectMessage, signal: AbortSignal): Promise<{ platformMessageId: string }>;
};

/** Makes the sender over the accounts that there are when it sends. A text is never cut: what a person wrote goes out whole or not. */
export function createDirectMessageSender(platforms: AnsweringAccounts): DirectMessageSender {
  return {
    via: 'direct_message',
    send: async (message, signal) => {
      const platform = await platforms.get(message.platform);
      if (!platform) throw new PermanentError('platform_not_configured');
      if (message.text.trim() === '') throw new PermanentError('empty_message');
      if (message.text.length > (charactersMax[message.platform] ?? Number.POSITIVE_INFINITY))
        throw new PermanentError('message_too_long');
      const can = await platform.canMessage(message.platformUserId, signal);
      if (can === 'no') throw new PermanentError('cannot_message');
      return await platform.sendDirectMessage(message.platformUserId, message.text, signal);
    },
  };
}
