// What administrators do with templates: look at them, check, show with sample values, try out on themselves, publish, go back.
import type { Clock } from '#shared/clock.ts';
import type { Db, Query } from '#shared/db.ts';
import { errorText, RequestError } from '#shared/errors.ts';
import { type MessageRequested, type Purpose, purposes } from '#shared/events/message.ts';
import { newId, newTrace } from '#shared/ids.ts';
import { ownMessageId } from '#shared/message-id.ts';
import type { Staff } from '#shared/people.ts';
import type { PolicyData } from '#shared/policy/policy.ts';
import type { Signer } from '#shared/secret.ts';
import type { TemplateSources } from '../domain/template-values.ts';
import type { Renderer } from '../render.ts';
import { templateFaults } from './check-template.ts';
import { compileTemplate, defaultLocales, defaultSources, sampleValues } from './compile.ts';
import {
  countTests,
  lockTemplates,
  newestTemplates,
  putTemplate,
  putTest,
  templateVersions,
} from './template-store.ts';

/** What editing needs of the notifier. */
export type EditingContext = {
  db: Pick<Db, 'query' | 'transaction'>;
  clock: Clock;
  policy: Pick<PolicyData, 'organisation' | 'locales' | 'remedies'>;
  renderer: Renderer;
  signer: Signer;
  /** The right side of our Message-IDs. */
  domain: string;
};

export type TemplateName = { purpose: Purpose; locale: string };

const VERSIONS_SHOWN = 50;
const TESTS_MAX = 10;
const TESTS_WITHIN_MS = 600_000;
const TESTS_KEPT_MS = 30 * 86_400_000;

/** All templates: where they are from, and which languages of the policy have none. */
export async function listTemplates({ db, policy }: Pick<EditingContext, 'db' | 'policy'>) {
  const newest = await newestTemplates(db.query);
  return purposes.map((purpose) => {
    const shipped = defaultLocales(purpose);
    const edited = newest.filter((version) => version.purpose === purpose);
    const names = new Set([...policy.locales, ...shipped, ...edited.map(({ locale }) => locale)]);
    const languages = [...names].sort().map((locale) => {
      const version = edited.find((each) => each.locale === locale);
      const isEdited = version?.kind === 'published';
      return {
        locale,
        state: isEdited ? 'edited' : shipped.includes(locale) ? 'default' : 'missing',
        wanted: policy.locales.includes(locale),
        ...(version
          ? { number: version.number, changedBy: version.madeBy, changedAt: version.madeAt }
          : {}),
      };
    });
    return { purpose, languages };
  });
}

/**
 * A template as it is in force, with that of the program and its versions. One that is missing begins with the text of the
 * first language of the policy, to be translated.
 */
export async function showTemplate(
  { db, policy }: Pick<EditingContext, 'db' | 'policy'>,
  { purpose, locale }: TemplateName,
) {
  const versions = await templateVersions(db.query, purpose, locale, VERSIONS_SHOWN);
  const [newest] = versions;
  const shipped = defaultSources(purpose, locale);
  const edited = newest?.sources ?? undefined;
  const start = defaultSources(purpose, policy.locales[0] ?? 'en') ?? defaultSources(purpose, 'en');
  const sources = edited ?? shipped ?? start;
  if (!sources) throw new Error(`reading templates: ${purpose} has none`);
  return {
    ...{ purpose, locale, sources },
    state: edited ? 'edited' : shipped ? 'default' : 'missing',
    number: newest?.number ?? 0,
    ...(shipped ? { shipped } : {}),
    versions: versions.map(({ versionId: _, sources: said, ...line }) => ({
      ...line,
      ...(said ? { sources: said } : {}),
    })),
  };
}

function sampleRequest(
  { policy, clock }: Pick<EditingContext, 'policy' | 'clock'>,
  { purpose, locale }: TemplateName,
  to: { party: 'customer' | 'staff'; name: string; email: string; author: string },
): MessageRequested {
  const { author, ...recipient } = to;
  const values = { ...sampleValues(purpose), organisation: policy.organisation };
  const requestedAt = clock.now().toISOString();
  return {
    ...{ messageId: newId(), purpose, via: 'email', recipient, locale, values },
    ...{ answers: [], author, requestedAt },
  };
}

const invalid = (sources: TemplateSources, purpose: Purpose): void => {
  const faults = templateFaults(purpose, sources);
  if (faults.length === 0) return;
  const lines = faults.map(({ part, line, message }) => `${part}, line ${line}: ${message}`);
  throw new RequestError(422, 'template_invalid', lines.join('\n'));
};

/** A template with sample values, and what is wrong with it. One that cannot be used is not shown. */
export function previewTemplate(
  context: Pick<EditingContext, 'policy' | 'clock' | 'renderer'>,
  name: TemplateName,
  sources: TemplateSources,
  party: 'customer' | 'staff',
) {
  const faults = templateFaults(name.purpose, sources);
  if (faults.length > 0) return { faults };
  const person = { name: 'Ada Lovelace', email: 'ada@example.com', author: 'system' };
  const request = sampleRequest(context, name, { party, ...person });
  try {
    const edited = compileTemplate(sources);
    const { subject, html, text } = context.renderer.renderMail(request, name.locale, edited);
    const dm = context.renderer.renderDirectMessage(request, name.locale, edited);
    return { faults, rendered: { subject, html, text, dm, ...letterOf(context, name, sources) } };
  } catch (error) {
    const message = errorText(error).slice(0, 300);
    return { faults: [{ part: 'text', line: 1, code: 'rendering', name: '', message }] };
  }
}

function letterOf(
  { renderer, clock }: Pick<EditingContext, 'renderer' | 'clock'>,
  { purpose, locale }: TemplateName,
  sources: TemplateSources,
): { letter?: { subject: string; date: string; paragraphs: string[] } } {
  if (purpose !== 'compensation' || sources.letter === undefined) return {};
  const { reference, remedyLabel, amount, currency } = sampleValues(purpose);
  const values = {
    ...{ reference: String(reference), remedyLabel: String(remedyLabel) },
    ...{ customerName: 'Ada Lovelace', amount: String(amount), currency: String(currency) },
    datedAt: clock.now().toISOString(),
  };
  return { letter: renderer.renderLetter(values, locale, compileTemplate(sources)) };
}

/**
 * Publishes a template, or without sources goes back to that of the program.
 * @throws RequestError 422 with its faults, 409 when another version came in between or there is nothing to go back to.
 */
export async function publishTemplate(
  { db, clock }: Pick<EditingContext, 'db' | 'clock'>,
  { purpose, locale }: TemplateName,
  asked: { sources?: TemplateSources | undefined; note: string; basedOn: number; staff: Staff },
): Promise<{ number: number }> {
  const { sources, note, basedOn, staff } = asked;
  if (sources) invalid(sources, purpose);
  return db.transaction(async (tx) => {
    await lockTemplates(tx);
    const [newest] = await templateVersions(tx.query, purpose, locale, 1);
    const number = newest?.number ?? 0;
    if (number !== basedOn)
      throw new RequestError(
        409,
        'changed_meanwhile',
        `Version ${number} of this template is in force by now, yours is based on ${basedOn}: look at it first.`,
      );
    if (!sources && newest?.kind !== 'published')
      throw new RequestError(409, 'nothing_to_undo', 'This template was not edited.');
    const version = { purpose, locale, sources, note, madeBy: `staff:${staff.staffId}` };
    return { number: await putTemplate(tx, { ...version, madeAt: clock.now() }) };
  });
}

/**
 * Sends a template with sample values to whoever asks, and to nobody else.
 * @throws RequestError 422 with its faults, 429 after ten in ten minutes.
 */
export async function sendTest(
  context: EditingContext,
  name: TemplateName,
  asked: { sources: TemplateSources; party: 'customer' | 'staff'; staff: Staff },
): Promise<{ messageId: string; to: string }> {
  const { sources, party, staff } = asked;
  invalid(sources, name.purpose);
  const { db, clock, signer, domain } = context;
  const author = `staff:${staff.staffId}`;
  const request = sampleRequest(context, name, {
    ...{ party, name: staff.name, email: staff.email, author },
  });
  const { messageId } = request;
  const now = clock.now();
  await db.transaction(async (tx) => {
    await lockTemplates(tx);
    const since = new Date(now.getTime() - TESTS_WITHIN_MS);
    if ((await countTests(tx.query, author, since)) >= TESTS_MAX)
      throw new RequestError(
        429,
        'too_many_tests',
        'Ten test mails in ten minutes are enough: try again in a moment.',
      );
    await putTest(tx, {
      ...{ request, sources, locale: name.locale, address: staff.email, now },
      rfcMessageId: ownMessageId(signer, messageId, domain),
      trace: newTrace(),
      forgetBefore: new Date(now.getTime() - TESTS_KEPT_MS),
    });
  });
  return { messageId, to: staff.email };
}

/** What is wrong with the templates in force, by name: nothing, as only what is right can be published. */
export async function faultsInForce(query: Query) {
  const newest = await newestTemplates(query);
  const shipped = purposes.flatMap((purpose) =>
    defaultLocales(purpose).map((locale) => ({ purpose, locale })),
  );
  const names = new Map(
    [...shipped, ...newest].map(({ purpose, locale }) => [
      `${purpose}/${locale}`,
      { purpose, locale },
    ]),
  );
  const found = [...names].map(async ([key, { purpose, locale }]) => {
    const [version] = await templateVersions(query, purpose, locale, 1);
    const sources = version?.sources ?? defaultSources(purpose, locale);
    return { template: key, faults: sources ? templateFaults(purpose, sources) : [] };
  });
  return Promise.all(found);
}
