// Templates to texts: subject, HTML, plain text, direct message, in the recipient's language. What customers wrote is a value,
// never a template (S19).
import type { MessageRequested, Purpose } from '#shared/events/message.ts';
import type { PolicyData } from '#shared/policy/policy.ts';
import { readTaskList } from './domain/task-list.ts';
import {
  dateNames,
  LINE_CHARS_MAX,
  linkNames,
  longNames,
  optionalNames,
  otherNames,
  requiredNames,
  submittersNames,
  taskListNames,
} from './domain/template-values.ts';
import {
  cleanText,
  paragraphsOf,
  recipientName,
  SUBJECT_CHARS_MAX,
  singleLine,
} from './domain/wording.ts';
import {
  type CompiledTemplate,
  compileLayout,
  loadDefaults,
  type Template,
} from './templates/compile.ts';

/** A message ready to be composed. */
type RenderedMail = { subject: string; html: string; text: string; locale: string };

export type Renderer = {
  /** The language a message will be in. `fallback`: it is not the one asked for, as the policy has no such language. */
  localeFor(
    purpose: Purpose,
    asked: string,
    edited?: EditedLocales,
  ): { locale: string; fallback: boolean };
  /**
   * `edited`: the template that people wrote; without it that of the program.
   * @throws Error when a value that the template needs is missing or is not what it must be.
   */
  renderMail(request: MessageRequested, locale: string, edited?: CompiledTemplate): RenderedMail;
  /** @throws Error as `renderMail`. */
  renderDirectMessage(request: MessageRequested, locale: string, edited?: CompiledTemplate): string;
  /** The parts of a compensation's letter. @throws Error as `renderMail`. */
  renderLetter(values: LetterValues, locale: string, edited?: CompiledTemplate): RenderedLetter;
};

/** Whether people have written a template of a purpose in a language. */
export type EditedLocales = (purpose: Purpose, locale: string) => boolean;

/** What the template of a letter sees; the name is checked already. */
export type LetterValues = {
  reference: string;
  remedyLabel: string;
  customerName: string;
  amount?: string | undefined;
  currency?: string | undefined;
  /** RFC 3339. */
  datedAt: string;
};
type RenderedLetter = { subject: string; paragraphs: string[]; date: string };

/** English without a region: the spelled-out day and the 24-hour clock are read alike everywhere. */
const regionOf = (locale: string): string => (locale === 'en' ? 'en-GB' : locale);

/** Formats instants with the zone shown. Formatters cost a hundred times what formatting does, so they are kept. */
function createDates(): (text: string, locale: string, timeZone: string) => string {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return (text, locale, timeZone) => {
    const instant = new Date(text);
    if (Number.isNaN(instant.getTime())) throw new Error('rendering: a time is not one');
    const key = `${locale} ${timeZone}`;
    let format = formats.get(key);
    if (!format) {
      format = new Intl.DateTimeFormat(regionOf(locale), {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZone,
        timeZoneName: 'short',
      });
      formats.set(key, format);
    }
    return format.format(instant);
  };
}

/** A decimal text with its currency, as people of a language write it: never through a floating point number. */
function formatAmount(amount: string, currency: string, locale: string): string {
  if (!/^\d{1,12}(\.\d{1,4})?$/.test(amount)) throw new Error('rendering: an amount is not one');
  if (!/^[A-Z]{3}$/.test(currency)) return `${amount} ${currency}`.trim();
  return new Intl.NumberFormat(regionOf(locale), { style: 'currency', currency }).format(
    amount as Intl.StringNumericLiteral,
  );
}

const withoutReplyMark = (subject: string): string => subject.replace(/^((re|aw): ?){1,5}/i, '');

type Values = Record<string, unknown>;

function createValues(policy: Pick<PolicyData, 'organisation' | 'timeZone'>) {
  const formatDate = createDates();
  /** The values a template sees: the known names only, cleaned and formatted, on an object without a prototype. */
  return (request: MessageRequested, locale: string): Values => {
    const given = request.values;
    const values: Values = Object.assign(Object.create(null), {
      organisation: policy.organisation,
      toStaff: request.recipient.party === 'staff',
    });
    const read = (name: string): string | undefined => {
      const value = Object.hasOwn(given, name) ? given[name] : undefined;
      if (value === undefined || value === '') return undefined;
      const text = String(value);
      return longNames.includes(name) ? cleanText(text) : singleLine(text, LINE_CHARS_MAX);
    };
    for (const name of optionalNames) values[name] = read(name) ?? null;
    for (const name of otherNames) values[name] = read(name) ?? values[name] ?? null;
    values.reference = values.reference ?? request.reference ?? null;
    const name = singleLine(read('customerName') ?? recipientName(request), 100);
    values.customerName = name || null;
    if (request.purpose === 'acknowledgement')
      for (const written of submittersNames) values[written] = null;
    for (const required of requiredNames[request.purpose])
      if (values[required] === null) throw new Error(`rendering: no value for ${required}`);
    for (const link of linkNames) {
      const url = values[link];
      if (typeof url === 'string' && !/^https?:\/\/\S+$/.test(url))
        throw new Error(`rendering: ${link} is no web address`);
    }
    // Customers are written to in the organisation's zone; staff may have one of their own.
    const zone = String(given.timeZone ?? policy.timeZone);
    for (const date of dateNames) {
      const text = values[date];
      if (typeof text === 'string') values[date] = formatDate(text, locale, policy.timeZone);
    }
    for (const name of taskListNames)
      values[name] = readTaskList(Object.hasOwn(given, name) ? given[name] : undefined, (at) =>
        formatDate(at, locale, zone),
      );
    if (typeof values.amount === 'string')
      values.amount = formatAmount(values.amount, String(values.currency ?? ''), locale);
    if (typeof values.subject === 'string') values.subject = withoutReplyMark(values.subject);
    const text = typeof values.text === 'string' ? values.text : '';
    values.paragraphs = paragraphsOf(text);
    values.outcomeParagraphs = paragraphsOf(String(values.outcomeSummary ?? ''));
    return values;
  };
}

/** The letter's first line is its subject, and what empty lines part are its paragraphs. */
function renderLetter(
  template: Template,
  given: LetterValues,
  locale: string,
  timeZone: string,
): RenderedLetter {
  const { reference, remedyLabel, customerName, amount, currency = '' } = given;
  const values = {
    reference,
    remedyLabel,
    customerName: customerName || null,
    amount: amount ? formatAmount(amount, currency, locale) : null,
  };
  const date = new Intl.DateTimeFormat(regionOf(locale), { dateStyle: 'long', timeZone });
  const [subject = [], ...paragraphs] = paragraphsOf(template(values));
  return {
    subject: singleLine(subject.join(' '), SUBJECT_CHARS_MAX),
    paragraphs: paragraphs.map((lines) => lines.join('\n')),
    date: date.format(new Date(given.datedAt)),
  };
}

const tidy = (text: string): string => `${text.replace(/\n{3,}/g, '\n\n').trim()}\n`;

/**
 * Compiles every template once.
 * @throws Error when one cannot be read: the program does not start without its texts.
 */
export function createRenderer(
  policy: Pick<PolicyData, 'organisation' | 'timeZone' | 'locales'>,
): Renderer {
  const defaults = loadDefaults();
  const layout = compileLayout();
  const valuesFor = createValues(policy);
  const partsOf = (
    purpose: Purpose,
    locale: string,
    edited: CompiledTemplate | undefined,
  ): CompiledTemplate => {
    const parts = edited ?? defaults.get(purpose)?.get(locale);
    if (!parts) throw new Error(`rendering: there is no template ${purpose}/${locale}`);
    return parts;
  };
  return {
    localeFor: (purpose, asked, edited = () => false) => {
      const isThere = (locale: string): boolean =>
        defaults.get(purpose)?.has(locale) === true || edited(purpose, locale);
      const primary = asked.toLowerCase().split('-')[0] ?? '';
      // Labels within a message are in a language of the policy (cases), so the text around them is too.
      if (policy.locales.includes(primary) && isThere(primary))
        return { locale: primary, fallback: false };
      const fallbackLocale = policy.locales[0] ?? 'en';
      return { locale: isThere(fallbackLocale) ? fallbackLocale : 'en', fallback: true };
    },
    renderMail: (request, locale, edited) => {
      const parts = partsOf(request.purpose, locale, edited);
      const values = valuesFor(request, locale);
      const subject = singleLine(parts.subject(values), SUBJECT_CHARS_MAX);
      const { organisation } = values;
      const content = parts.html(values);
      return {
        subject,
        html: layout({ language: locale, subject, organisation, content }),
        text: tidy(parts.text(values)),
        locale,
      };
    },
    renderDirectMessage: (request, locale, edited) =>
      partsOf(request.purpose, locale, edited).dm(valuesFor(request, locale)).trim().toWellFormed(),
    renderLetter: (values, locale, edited) => {
      // What people wrote without a letter has that of the program.
      const { letter } = edited?.letter ? edited : partsOf('compensation', locale, undefined);
      if (!letter) throw new Error(`rendering: there is no template compensation/${locale}/letter`);
      return renderLetter(letter, values, locale, policy.timeZone);
    },
  };
}
