// Events from the connectors and the classifier: what was received, and what it was taken for.
import { z } from 'zod';

/** Where a person spoke. `form` is the public web form, `api` the public API. */
export const channels = [
  'email',
  'form',
  'api',
  'survey',
  'phone',
  'in_person',
  'x',
  'facebook',
  'instagram',
  'linkedin',
  'tiktok',
  'mastodon',
  'bluesky',
] as const;
export const channelSchema = z.enum(channels);
export type Channel = z.infer<typeof channelSchema>;

/** Platforms on which only designated responders answer, by direct message (R45, R46). */
export const socialChannels = [
  'x',
  'facebook',
  'instagram',
  'linkedin',
  'tiktok',
  'mastodon',
  'bluesky',
] as const;
export type SocialChannel = (typeof socialChannels)[number];
export const isSocial = (channel: Channel): channel is SocialChannel =>
  (socialChannels as readonly string[]).includes(channel);

/** Bounds of what an event may carry; the full original is a blob. */
export const TEXT_MAX = 20_000;
export const SUBJECT_MAX = 500;
export const ATTACHMENTS_MAX = 100;

export const attachmentSchema = z.object({
  /** As the sender named it, for display only: never a path. */
  name: z.string().max(255),
  mediaType: z.string().max(255),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().length(64),
});

const address = z.string().max(320);

/** Facts of a mail that matching and suppression need (RFC 5322, RFC 3834, RFC 3464). Extracted, not yet judged. */
export const mailFactsSchema = z.object({
  /** Without angle brackets. Absent when the mail has none. */
  messageId: z.string().max(998).optional(),
  /** Message ids of In-Reply-To, then of References from right to left; without angle brackets. */
  repliesTo: z.array(z.string().max(998)).max(50),
  recipients: z.array(address).max(100),
  /** The mail was written by a machine: each sign that says so. */
  robotSigns: z.array(
    z.enum([
      'null_return_path',
      'mailer_daemon',
      'auto_submitted',
      'auto_replied',
      'precedence_bulk',
      'list',
      'delivery_report',
      'own_loop',
      'out_of_office',
      'spam_flag',
    ]),
  ),
  /** A delivery report about a mail of ours. */
  bounce: z
    .object({
      messageId: z.string().max(998).optional(),
      recipient: address.optional(),
      permanent: z.boolean(),
      status: z.string().max(40).optional(),
    })
    .optional(),
  /** What the receiving server says of SPF/DKIM/DMARC (RFC 8601), if it is trusted to. */
  authentication: z.enum(['pass', 'fail', 'none']),
});
export type MailFacts = z.infer<typeof mailFactsSchema>;

/** Something a person (or a machine) sent us, on any channel. Published by a connector, keyed by its sender. */
export const intakeReceivedSchema = z.object({
  itemId: z.uuid(),
  /** Minted by the connector; names the case if the item opens one, and leads to the case it joins otherwise. */
  reference: z.string(),
  channel: channelSchema,
  /** Which connector took it in, e.g. `imap:support`, `smtp-inlet`, `form`, `x:ourbrand`. */
  connector: z.string().max(100),
  receivedAt: z.iso.datetime(),
  /** Until when its sender was told that it is acknowledged: the case promises nothing later (R10). */
  acknowledgeBy: z.iso.datetime().optional(),
  /** When the sender says it was written (may be wrong, never used for clocks). */
  sentAt: z.iso.datetime().optional(),
  sender: z.object({
    name: z.string().max(200).optional(),
    email: address.optional(),
    phone: z.string().max(50).optional(),
    /** Public name on the platform, without @. */
    handle: z.string().max(200).optional(),
    platformUserId: z.string().max(200).optional(),
  }),
  subject: z.string().max(SUBJECT_MAX),
  /** What was said, as plain text, without quoted parts where they could be told apart. */
  text: z.string().max(TEXT_MAX),
  /** The text was longer than TEXT_MAX: the original has all of it. */
  textCut: z.boolean(),
  /** A BCP 47 tag that the source gave (form's page language, platform's guess). */
  language: z.string().max(35).optional(),
  originalSha256: z.string().length(64),
  attachments: z.array(attachmentSchema).max(ATTACHMENTS_MAX),
  orderNumber: z.string().max(100).optional(),
  occurredAt: z.string().max(100).optional(),
  mail: mailFactsSchema.optional(),
  survey: z
    .object({
      scale: z.number().positive(),
      score: z.number().nonnegative(),
      service: z.string().max(200).optional(),
      /** The survey was about the recovery of this case. */
      caseReference: z.string().max(20).optional(),
      /** Which of its resolutions was asked about; an answer that comes after a reopening is no longer about this one. */
      epoch: z.number().int().positive().optional(),
    })
    .optional(),
  social: z
    .object({
      platform: channelSchema,
      postId: z.string().max(200),
      url: z.string().max(500).optional(),
      conversationId: z.string().max(200).optional(),
      /** Said in a direct message, not in public. */
      direct: z.boolean(),
    })
    .optional(),
  /** The customer wrote on the status page of this case, and proved to be its participant. */
  statusReplyTo: z.string().max(20).optional(),
  /** What the Complaint Log Form holds besides: taken by staff by phone or in person (R07). */
  log: z
    .object({
      /** The customer was told that we have it: that is the acknowledgement. */
      told: z.enum(['phone', 'in_person']).optional(),
      /** No customer said it: staff noticed the failure (R04). */
      selfIdentified: z.boolean().optional(),
      product: z.string().max(200).optional(),
      location: z.string().max(200).optional(),
      /** Who of the staff is named in it: none of them investigates it (R21). */
      staffNamed: z.array(z.string().max(320)).max(20).optional(),
      desiredOutcome: z.string().max(2000).optional(),
      stepsTaken: z.string().max(5000).optional(),
      /** What was written down was read back to the customer, and they agreed. */
      confirmed: z.boolean().optional(),
      /** How long the customer was spoken with, in seconds. */
      callSeconds: z.number().int().nonnegative().optional(),
      /** Whoever took it says that it belongs to this case. */
      joins: z.string().max(20).optional(),
    })
    .optional(),
  /** Staff member who took it (phone, in person). */
  loggedBy: z.string().max(100).optional(),
  /** It could not be read: why. It is a case all the same (R03). */
  unreadable: z.string().max(200).optional(),
  /** It may not be acted on by itself: a person must look first. */
  quarantine: z.enum(['ambiguous_sender', 'too_large']).optional(),
  /** The rules had set it aside and a person lets it on: it is neither quarantined nor suppressed again. */
  released: z
    .object({
      /** `staff:<id>`. */
      by: z.string().max(120),
      reason: z.string().max(500),
      /** Why it had been set aside. */
      was: z.string().max(100),
    })
    .optional(),
});
export type IntakeReceived = z.infer<typeof intakeReceivedSchema>;

export const kinds = ['complaint', 'inquiry', 'feedback'] as const;
export const kindSchema = z.enum(kinds);
export type Kind = z.infer<typeof kindSchema>;

export const severities = ['minor', 'moderate', 'major', 'critical'] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

/** Why a label was given: the words found, or the rule that fired. */
export const evidenceSchema = z.object({
  label: z.enum(['kind', 'category', 'severity', 'language', 'agitated', 'threat', 'sentiment']),
  value: z.string().max(100),
  source: z.enum(['term', 'rule', 'model', 'sentiment', 'language', 'default', 'failure']),
  words: z.array(z.string().max(100)).max(20),
  /** What each of the words counted, in their order: of a term its points, of a model what it added to the label's score. */
  weights: z.array(z.number()).max(20).optional(),
  /** How much this speaks for the value: of terms the sum of points, of a model the probability. */
  weight: z.number().optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const classificationSchema = z.object({
  kind: kindSchema,
  /** A category key of the policy, or `unknown`. */
  category: z.string().max(100),
  severity: severitySchema,
  /** BCP 47 primary language, or `und`. */
  language: z.string().max(35),
  agitated: z.boolean(),
  threat: z.boolean(),
  /** How probable a threat is that nobody called one: a person should look, nothing is suspended (R17). Absent: none is suspected. */
  suspectedThreat: z.number().min(0).max(1).optional(),
  /** False when the classifier could not decide (or failed): a person should look. */
  decided: z.boolean(),
  evidence: z.array(evidenceSchema).max(100),
  /** How sure the classifier was, 0 to 1, of what rules and model say together. Absent without a model. */
  confidence: z
    .object({ kind: z.number().min(0).max(1), category: z.number().min(0).max(1) })
    .optional(),
  /** The likeliest categories, best first: what triage is offered. */
  suggestions: z
    .array(z.object({ category: z.string().max(100), probability: z.number().min(0).max(1) }))
    .max(5)
    .optional(),
  /** The learnt model that had a say; absent when none did. */
  modelVersion: z.string().max(40).optional(),
  classifierVersion: z.string().max(100),
  policyVersion: z.string().max(100),
});
export type Classification = z.infer<typeof classificationSchema>;

/** A received item with its classification. */
export const intakeClassifiedSchema = z.object({
  item: intakeReceivedSchema,
  classification: classificationSchema,
});
export type IntakeClassified = z.infer<typeof intakeClassifiedSchema>;

/** What the order is kept by: the sender, so that a second mail never overtakes the first; else the item itself. */
const senderKey = (item: IntakeReceived): string =>
  item.sender.email?.toLowerCase() ?? item.sender.platformUserId ?? item.itemId;

export const intakeReceivedTopic = {
  name: 'intake.received.v1',
  schema: intakeReceivedSchema,
  keyOf: senderKey,
};

export const intakeClassifiedTopic = {
  name: 'intake.classified.v1',
  schema: intakeClassifiedSchema,
  keyOf: (classified: IntakeClassified) => senderKey(classified.item),
};
