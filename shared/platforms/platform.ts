// What Redress can do on a social platform: watch, and send a direct message. There is no way to post, reply, like or hide
// in public, by design (R46): this port must never get one.
import type { SocialChannel } from '../events/intake.ts';

/** A public mention of, or a direct message to, one of our accounts. */
export type Mention = {
  /** The platform's id of the first version of the post: edits keep it. */
  postId: string;
  author: { platformUserId: string; handle?: string; name?: string };
  text: string;
  url?: string;
  language?: string;
  conversationId?: string;
  createdAt?: string;
  /** Said in a direct message. */
  direct: boolean;
  /** The platform's own object, as it came. */
  original: unknown;
};

/** One page of a watch. The cursor is kept only once all items of the page are stored. */
export type MentionPage = { mentions: Mention[]; next: string | null; more: boolean };

export type Platform = {
  channel: SocialChannel;
  /** The account's name, e.g. `ourbrand`. */
  account: string;
  /** Mentions after a cursor (null: from now on what the platform still shows). Throws TransientError, PermanentError. */
  watch(after: string | null, signal: AbortSignal): Promise<MentionPage>;
  /** Whether a person can be written to, as far as the platform tells beforehand. */
  canMessage(platformUserId: string, signal: AbortSignal): Promise<'yes' | 'no' | 'unknown'>;
  /**
   * Sends a direct message. "Accepted" by the platform is all that is known afterwards.
   * @throws TransientError (429, not sent), PermanentError (cannot be written to), InDoubtError (unknown: never repeated by itself).
   */
  sendDirectMessage(
    platformUserId: string,
    text: string,
    signal: AbortSignal,
  ): Promise<{ platformMessageId: string }>;
  /** Throws when the account cannot be used (token refused …), saying what to do. */
  health(signal: AbortSignal): Promise<void>;
};
