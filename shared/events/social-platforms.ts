// What social platforms let an organisation do, as facts of the platforms. What of it is built is in shared/platforms.
import type { SocialChannel } from './intake.ts';

/** How customers of a platform are answered in private. */
export type PlatformFacts = {
  /** Redress sends the message; or a responder writes it in the platform's own app and records it (R46). */
  answers: 'message' | 'by_hand';
  /** The longest direct message, in characters. */
  charactersMax: number;
  /** How long after what the customer wrote a message may be sent at all, in hours; no bound when absent. */
  windowHours?: number;
};

/**
 * By platform. X: docs.x.com, manage direct messages. Facebook, Instagram: developers.facebook.com, private replies (one within
 * seven days; 1,000 characters on Instagram, 2,000 on Messenger). TikTok: business messaging, 48 hours. LinkedIn: no API for
 * pages; its own limit is 8,000. Mastodon: 500 is the default of a server. Bluesky: chat.bsky.convo.
 */
export const platformFacts: Record<SocialChannel, PlatformFacts> = {
  x: { answers: 'message', charactersMax: 10_000 },
  facebook: { answers: 'by_hand', charactersMax: 2000, windowHours: 168 },
  instagram: { answers: 'by_hand', charactersMax: 1000, windowHours: 168 },
  linkedin: { answers: 'by_hand', charactersMax: 8000 },
  tiktok: { answers: 'by_hand', charactersMax: 6000, windowHours: 48 },
  mastodon: { answers: 'by_hand', charactersMax: 500 },
  bluesky: { answers: 'by_hand', charactersMax: 1000 },
};
