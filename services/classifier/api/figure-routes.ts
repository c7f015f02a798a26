// The routes of what the classifier says and how well it does: a text classified, corrections, accuracy, drift.
import { z } from 'zod';
import { cursorParameter, limitParameter, type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { classificationSchema, SUBJECT_MAX, TEXT_MAX } from '#shared/events/intake.ts';
import { isStorable } from '#shared/events/text.ts';
import { isUuid } from '#shared/ids.ts';
import { classify } from '../domain/classify.ts';
import { listCorrections } from '../learning/correction-store.ts';
import { readAccuracy, readDrift, readQuality } from '../learning/figures.ts';
import { doubtBelow } from '../learning/quality-store.ts';
import { accuracySchema, correctionsSchema, driftSchema, qualitySchema } from './answers.ts';
import type { ClassifierShell } from './shell.ts';

const route = routeFor<ClassifierShell>();
const tag = 'classifier';

type Place = { at: string; caseId: string; entryVersion: number };

/** A cursor of this list: the place of the last line in its order. */
const writePlace = (place: Place): string =>
  Buffer.from(`${place.at} ${place.caseId} ${place.entryVersion}`).toString('base64url');

function readPlace(cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined;
  const [at = '', caseId = '', version = ''] = Buffer.from(cursor, 'base64url')
    .toString()
    .split(' ');
  const entryVersion = /^\d{1,10}$/.test(version) ? Number(version) : Number.NaN;
  const time = z.iso.datetime().safeParse(at).success;
  if (!time || !isUuid(caseId) || !(entryVersion < 2 ** 31))
    throw new RequestError(400, 'invalid_input', 'cursor: send back what "next" said.');
  return { at, caseId, entryVersion };
}

const storable = (text: string): boolean => isStorable(text);
const storableFault = 'must be well-formed text without NUL characters';

const textBody = z.strictObject({
  subject: z.string().max(SUBJECT_MAX).refine(storable, storableFault).default(''),
  text: z.string().max(TEXT_MAX).refine(storable, storableFault),
  language: z.string().max(35).optional().describe('a BCP 47 tag, when the source gives one'),
});

/** So many answers are looked at for what another threshold would leave to people. */
const NEWEST = 1000;
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** A text as the item that it would be. */
const itemOf = ({ subject, text, language }: z.infer<typeof textBody>, receivedAt: string) => ({
  itemId: NOBODY,
  reference: '',
  channel: 'api' as const,
  connector: 'classifier',
  receivedAt,
  sender: {},
  subject,
  text,
  textCut: false,
  language,
  originalSha256: '0'.repeat(64),
  attachments: [],
});

/** Routes of answers and figures. */
export const figureRoutes: Route<ClassifierShell>[] = [
  route(
    {
      method: 'post',
      path: '/api/v1/classifier/classify',
      operationId: 'classifyText',
      summary: 'Classify a text as an item that came in, with the evidence for each label',
      description: 'Nothing is stored. The same text gets the same answer of the same model.',
      tag,
      who: 'staff',
      body: textBody,
      answers: { 200: { description: 'What it is taken for.', schema: classificationSchema } },
    },
    async (shell, { body }) => {
      await shell.prepare();
      const knowing = shell.knowing();
      if (!knowing)
        throw new RequestError(503, 'unavailable', 'The classifier is starting: try again.');
      const learnt = await shell.current()?.get(shell.db.query);
      const item = itemOf(body, shell.clock.now().toISOString());
      return { json: classify(item, { ...knowing, learnt }) };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/classifier/doubt',
      operationId: 'getClassifierDoubt',
      summary: 'How many of the last answers about the category were less sure than a threshold',
      tag,
      who: 'staff',
      query: z.strictObject({ below: z.number().min(0).max(1).describe('the threshold') }),
      answers: {
        200: {
          description: 'Of the newest that a model gave a probability for.',
          schema: z.strictObject({
            items: z.int().nonnegative().describe(`at most ${NEWEST}`),
            below: z.int().nonnegative(),
          }),
        },
      },
    },
    async ({ db }, { query: { below } }) => ({ json: await doubtBelow(db.query, below, NEWEST) }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/classifier/corrections',
      operationId: 'listClassifierCorrections',
      summary: 'List what people corrected, the newest first',
      tag,
      who: 'staff',
      query: z.strictObject({ cursor: cursorParameter, limit: limitParameter }),
      answers: { 200: { description: 'A page of corrections.', schema: correctionsSchema } },
    },
    async ({ db }, { query: { cursor, limit } }) => {
      const before = readPlace(cursor);
      const rows = await listCorrections(db.query, { limit: limit + 1, before });
      const corrections = rows.slice(0, limit);
      const last = rows.length > limit ? corrections.at(-1) : undefined;
      return {
        json: {
          corrections,
          ...(last ? { next: writePlace({ ...last, at: last.at.toISOString() }) } : {}),
        },
      };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/classifier/accuracy',
      operationId: 'getClassifierAccuracy',
      summary: 'How many answers of the last 90 days people left as they were',
      description:
        'Of cases that somebody resolved or corrected. What nobody corrected counts as right, so that this is the best it can be.',
      tag,
      who: 'staff',
      answers: { 200: { description: 'By decision and model.', schema: accuracySchema } },
    },
    async ({ db, clock }) => ({ json: { accuracy: await readAccuracy(db.query, clock.now()) } }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/classifier/quality',
      operationId: 'getClassifierQuality',
      summary:
        'Accuracy of the last 90 days label by label, calibration, corrections not learnt yet',
      tag,
      who: 'staff',
      answers: { 200: { description: 'By label and probability.', schema: qualitySchema } },
    },
    async ({ db, clock }) => ({ json: await readQuality(db.query, clock.now()) }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/classifier/drift',
      operationId: 'getClassifierDrift',
      summary: 'How what came in the last 7 days differs from the 28 days before',
      tag,
      who: 'staff',
      answers: { 200: { description: 'By decision.', schema: driftSchema } },
    },
    async ({ db, clock }) => ({ json: await readDrift(db.query, clock.now()) }),
  ),
];
