// Reads what the people of the demo say: test/demo/texts/*.yaml, checked. Nothing is sent here.
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

export const languages = ['en', 'de', 'es', 'fr'] as const;
export type Language = (typeof languages)[number];

const text = z.string().trim().min(1);

/** What somebody says later about what they said first. */
const later = z.strictObject({
  /** Hours later. */
  after: z.number().positive(),
  /**
   * `reply` and `robot` answer the acknowledgement by mail, `status` uses the status page, `stranger` quotes the
   * reference from another address, `bounce` is what a mail server says of the acknowledgement.
   */
  by: z.enum(['reply', 'robot', 'status', 'stranger', 'bounce']),
  who: text.optional(),
  text: text.default('-'),
});
export type Later = z.infer<typeof later>;

const saying = z.strictObject({
  who: text,
  via: z.enum(['form', 'api', 'mail', 'survey', 'x', 'phone', 'desk']),
  subject: text.optional(),
  text,
  order: text.optional(),
  when: text.optional(),
  /** Of five. */
  score: z.int().min(0).max(5).optional(),
  files: z.array(z.string().regex(/^[\w-]+\.(png|pdf|txt)$/)).default([]),
  /** Takes no direct messages from us. */
  closed: z.boolean().default(false),
  /** Gives no address that a mail could go to. */
  anonymous: z.boolean().default(false),
  fate: z.enum(['solved', 'late', 'left']).optional(),
  later: z.array(later).default([]),
});

/** Mail that is no complaint, or hardly one. */
const noise = z.strictObject({
  kind: z.enum(['list', 'bulk', 'two_senders', 'unreadable', 'empty']),
  from: text,
  subject: text.default('(no subject)'),
  text: text.default('-'),
});
export type Noise = z.infer<typeof noise>;

/** One thing that somebody says first, in a language, under an id of its own. */
export type Saying = z.infer<typeof saying> & { id: string; language: Language };

/** What a case is about, as far as an answer must fit it. */
export type Matter = 'any' | 'delivery' | 'product' | 'money';
const some = z.array(text).min(1);
const fitting = z.strictObject({ any: some, delivery: some, product: some, money: some });

const staffTexts = z.strictObject({
  update: fitting,
  answer: z.array(text).min(3),
  summary: fitting,
  refusal: z.array(text).min(2),
  inquiry: z.array(text).min(2),
  feedback: z.array(text).min(2),
  glad: z.array(text).min(3),
  sad: z.array(text).min(2),
});
const internalTexts = z.strictObject({
  note: z.array(text).min(3),
  cause: z.array(text).min(3),
  why: z.array(text).min(3),
});
export type StaffTexts = Record<Language, z.infer<typeof staffTexts>> & {
  internal: z.infer<typeof internalTexts>;
};

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`./texts/${name}.yaml`, import.meta.url), 'utf8'));

/** All that is said first. */
export const readSayings = (): Saying[] =>
  languages.flatMap((language) =>
    z
      .array(saying)
      .parse(read(language))
      .map((each, index) => ({ ...each, id: `${language}-${index + 1}`, language })),
  );

export const readNoise = (): Noise[] => z.array(noise).parse(read('noise'));

export const readStaffTexts = (): StaffTexts =>
  z
    .strictObject({
      en: staffTexts,
      de: staffTexts,
      es: staffTexts,
      fr: staffTexts,
      internal: internalTexts,
    })
    .parse(read('staff'));
