// The recovery policy as data: what the SOPs prescribe, in a file that people can change. Decisions live in services.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { ConfigError } from '../errors.ts';
import { kindSchema, severitySchema } from '../events/intake.ts';

const ladderRole = z.enum(['frontline', 'supervisor', 'department_manager', 'senior_management']);

// One word of a term: plain, `=exact`, `begin*`, `*end`; or `*` alone for up to three words.
const termWord = /^(?:\*|=?[^\s*=]+|[^\s*=]{3,}\*|\*[^\s*=]{3,})$/u;
const termFault =
  'a term is words; "=word" means exactly so, "word*" and "*word" any ending or beginning (3 letters at least), "*" alone between words up to three others';

const term = z
  .string()
  .min(1)
  .max(100)
  .refine((written) => {
    const words = written.trim().split(/\s+/);
    const spelled = (word: string | undefined) => /[\p{L}\p{N}]/u.test(word ?? '');
    return (
      words.every((word) => termWord.test(word) && (word === '*' || spelled(word))) &&
      spelled(words[0]) &&
      spelled(words.at(-1))
    );
  }, termFault);

// A list, or the same in one text with commas: easier to read and to change.
const termList = z.preprocess(
  (given) => (typeof given === 'string' ? given.split(',').map((each) => each.trim()) : given),
  z.array(term).max(500),
);

/** Words and phrases by BCP 47 primary language. */
const terms = z
  .record(z.string().regex(/^[a-z]{2,3}$/, 'expected a language like "en"'), termList)
  .describe(
    'Words and phrases that speak for it, by language, as a list or with commas. Matched by stem, case and accents ignored.',
  );

const labels = z
  .record(z.string(), z.string().max(200))
  .describe('What people read, by language; en is the fallback.');

const category = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .max(50)
    .refine((key) => key !== 'unknown', '"unknown" is kept for what could not be decided')
    .describe('The word stored with cases.'),
  label: labels,
  terms,
  team: z.string().optional().describe('The team that owns such cases.'),
});

const severityRule = z.strictObject({
  severity: severitySchema,
  rule: z.string().min(1).max(60).describe('What people read as the reason.'),
  examples: z.array(z.string().max(300)).default([]).describe('Scenarios, for people.'),
  terms,
});

const escalationLevel = z.strictObject({
  level: z.int().min(1).max(3).describe('1, 2 or 3.'),
  afterHours: z
    .number()
    .positive()
    .describe('Clock hours after the case was opened (or reopened), never paused.'),
  role: ladderRole.describe('Who it goes to.'),
  action: labels.describe('What they are to do.'),
  exemptSeverities: z
    .array(severitySchema)
    .default([])
    .describe('Severities for which this level is not created at opening.'),
});

const remedyOption = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/)
    .describe('The word stored with remedies.'),
  label: labels,
  monetary: z.boolean().describe('Whether an amount is given.'),
  maxAmount: z
    .string()
    .regex(/^\d+(\.\d{1,2})?$/)
    .optional()
    .describe('The most one remedy of this kind may be worth.'),
});

const remedyTier = z.strictObject({
  severities: z
    .array(severitySchema)
    .min(1)
    .describe('Severities of the case that this row of the table is for.'),
  approval: ladderRole.describe('The least role that may approve.'),
  fourEyes: z.boolean().describe('Whether the approver must be another person than the proposer.'),
  options: z.array(remedyOption).min(1),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const areDistinct = (given: { key: string }[]): boolean =>
  new Set(given.map(({ key }) => key)).size === given.length;

/** The policy. Each field says which rule of the SOPs it holds. */
const policySchema = z.strictObject({
  organisation: z.string().min(1).max(200).describe('The name that customers read.'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'expected an IANA time zone like "Europe/Berlin"')
    .describe('IANA time zone of promised times, for whoever has none of their own.'),
  currency: z.string().length(3).describe('ISO 4217 code that amounts are in.'),
  contactPerson: z.string().max(200).describe('Whom to ask about this policy (R73).'),
  locales: z
    .array(z.string())
    .min(1)
    .describe('Languages with templates; the first is the fallback.'),
  categories: z
    .array(category)
    .min(1)
    .refine(areDistinct, 'two categories have the same key')
    .describe('In order: of two that equally much speaks for, a text is about the earlier.'),
  classification: z.strictObject({
    kinds: z
      .partialRecord(kindSchema, terms)
      .describe('Terms that speak for a kind (R03); complaint wins unless another is sure.'),
    inquiryAbove: z
      .number()
      .min(-1)
      .max(1)
      .describe('R03: tone above which a question without a word of trouble is an inquiry.'),
    contentFromShare: z
      .number()
      .min(0)
      .max(1)
      .describe(
        'R05: a survey score from this share of the scale on is praise, if nothing else is said.',
      ),
    severities: z
      .array(severityRule)
      .describe(
        'Terms that raise severity at least to this (guidelines table of SOP 000 §5, R15).',
      ),
    delay: z
      .strictObject({
        severity: severitySchema,
        rule: z.string().max(60),
        near: terms.describe('Words of waiting: one must stand in the same sentence.'),
        unless: terms.describe('Words that make it no delay ("warranty").'),
        significantFrom: z
          .partialRecord(
            z.enum(['minutes', 'hours', 'days', 'weeks', 'months']),
            z.number().positive(),
          )
          .describe('How many of a unit are significant.'),
      })
      .describe('A delay this long is not brief (SOP 000 §5).'),
    loss: z
      .strictObject({
        rule: z.string().max(60),
        near: terms.describe('Words of loss: one must stand near the amount.'),
        levels: z
          .array(z.strictObject({ from: z.number().positive(), severity: severitySchema }))
          .describe('The amount, in whatever currency is named, that raises the severity.'),
      })
      .describe('Financial impact by its amount (SOP 000 §5).'),
    threat: terms.describe('Terms of a threat against people (R17). Nothing else makes a threat.'),
    agitated: terms.describe('Terms of a very upset customer (R17).'),
    idioms: terms.describe('Figures of speech: no other term counts within one.'),
    agitatedBelow: z
      .number()
      .min(-1)
      .max(0)
      .describe(
        'R17: tone (-1 to 1, of three words with a tone at least) below which a customer is agitated.',
      ),
    shouting: z
      .strictObject({
        wordsMin: z.int().positive().describe('Fewer words in capitals are not shouting.'),
        capitalsShare: z.number().min(0).max(1).describe('Share of words in capitals.'),
        exclamationMarks: z.int().positive().describe('So many in a text are shouting.'),
      })
      .describe('R17: in a bad tone, shouting is agitation.'),
  }),
  acknowledgement: z.strictObject({
    withinHours: z.number().positive().describe('R10: the promise to acknowledge, in clock hours.'),
    raiseHoursBefore: z
      .number()
      .positive()
      .describe('R11: a person is told this long before it, if not delivered.'),
  }),
  answerInquiryWithinHours: z
    .number()
    .positive()
    .describe('R03: inquiries have an answer deadline.'),
  assignWithinBusinessDays: z.number().positive().describe('R20.'),
  resolveWithinHours: z
    .record(severitySchema, z.number().positive())
    .describe('R23: the time told to the customer.'),
  escalation: z.array(escalationLevel).describe('R30, R32: the matrix.'),
  remedies: z.array(remedyTier).describe('R35: the compensation guidelines table.'),
  remedyCaps: z.strictObject({
    minorPerCase: z
      .string()
      .describe('R37: what frontline may give on one case without another person.'),
    minorPerAgentAndDay: z.string().describe('R37: and one agent on one day.'),
  }),
  surveys: z.strictObject({
    lowShare: z
      .number()
      .min(0)
      .max(1)
      .describe('R05: scores at or below this share of the scale are low.'),
  }),
  reopenWithinDays: z
    .number()
    .positive()
    .describe('A reply to a resolved or closed case reopens it within this time.'),
  closeByLapseAfterDays: z
    .number()
    .positive()
    .describe('A resolved case without an answer closes after this time.'),
  mailCaps: z.strictObject({
    perAddress: z
      .int()
      .positive()
      .describe(
        'Automatic mails to one address within the window; more are suppressed and raised.',
      ),
    perAddressSameSubject: z
      .int()
      .positive()
      .describe('The same, for mails about the same subject.'),
    windowMinutes: z.number().positive(),
    perDomain: z
      .int()
      .positive()
      .describe(
        'Automatic mails to one domain within the window; more are delayed, never suppressed.',
      ),
  }),
});
export type PolicyData = z.infer<typeof policySchema>;

/** A policy with its version: each decision records the version that it followed (R32). */
export type Policy = PolicyData & { version: string };

const deepMerge = (base: unknown, over: unknown): unknown => {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(base) || !isObject(over)) return over === undefined ? base : over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = deepMerge(merged[key], value);
  return merged;
};

/**
 * The default policy with an organisation's own values laid over it (lists are replaced whole).
 * @throws ConfigError naming the field that is wrong.
 */
export function loadPolicy(over: unknown = {}): Policy {
  if (typeof over !== 'object' || Array.isArray(over))
    throw new ConfigError('policy: expected fields with values, such as "currency: EUR"');
  const file = new URL('./default.yaml', import.meta.url);
  const merged = deepMerge(parseYaml(readFileSync(file, 'utf8')), over ?? {});
  const result = policySchema.safeParse(merged);
  if (!result.success) {
    const { path = [], message = 'not valid' } = result.error.issues[0] ?? {};
    throw new ConfigError(
      ['policy', ...(path.length > 0 ? [path.join('.')] : []), message].join(': '),
    );
  }
  const version = createHash('sha256')
    .update(JSON.stringify(result.data))
    .digest('hex')
    .slice(0, 12);
  return { ...result.data, version };
}

/** A label in a language, else in English, else the first there is. */
export function labelIn(label: Record<string, string>, locale: string): string {
  return label[locale] ?? label.en ?? Object.values(label)[0] ?? '';
}
