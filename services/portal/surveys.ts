// Scores: the satisfaction survey by its link, and responses that an outside survey tool sends. Each becomes an item of
// the channel `survey`; what a low score leads to is decided by services/cases.
import { type Request, type Response, Router } from 'express';
import { authenticate } from '#shared/authenticate.ts';
import { RequestError } from '#shared/errors.ts';
import { TEXT_MAX } from '#shared/events/intake.ts';
import { cutText } from '#shared/events/text.ts';
import { parseInput, requireJson } from '#shared/http.ts';
import { parseReference } from '#shared/ids.ts';
import { parseSurveyToken, surveyToken } from '#shared/status-link.ts';
import {
  parseSatisfactionScore,
  type SurveyResponse,
  surveyResponseSchema,
} from './domain/survey.ts';
import { textsIn } from './pages.ts';
import {
  acceptDraft,
  countRefusal,
  countRefusals,
  idempotencyConflict,
  idempotencyKeyOf,
  languageOf,
  type PortalContext,
  plainFrame,
  queryText,
  sendPage,
  unknownFields,
} from './portal-context.ts';
import { findReference } from './portal-store.ts';
import { type FormBody, parseJsonBytes, rawJson, readForm, shareOf } from './request-body.ts';
import { acceptAnswer, isRated, type RatedCase, ratedCase, typedAnswer } from './satisfaction.ts';
import type { Draft, RepeatKey } from './submission.ts';
import type { SurveyView } from './views/page-views.ts';

const JSON_BYTES_MAX = 1024 * 1024;

// ---- the page ----

type Survey =
  | { state: 'open'; rated: RatedCase }
  /** The case was taken up again since the link was sent: an answer to it would pass for one to what was done after. */
  | { state: 'superseded'; rated: RatedCase | undefined }
  | { state: 'unknown' };

async function findSurvey(request: Request, { deps }: PortalContext): Promise<Survey> {
  const asked = parseSurveyToken(deps.signer, String(request.params.token).slice(0, 100));
  const found = asked && (await findReference(deps.db.query, asked.reference));
  const rated = ratedCase(found);
  if (asked && found?.epoch && asked.epoch < found.epoch) return { state: 'superseded', rated };
  return rated ? { state: 'open', rated } : { state: 'unknown' };
}

/** The answer where nothing can be rated by this link. */
function sendNoSurvey(
  request: Request,
  response: Response,
  context: PortalContext,
  survey: Exclude<Survey, { state: 'open' }>,
): void {
  const { pages, deps } = context;
  if (survey.state === 'unknown' || !survey.rated) {
    const [status, name] =
      survey.state === 'unknown'
        ? ([404, 'surveyNotFound'] as const)
        : ([200, 'surveyReopened'] as const);
    sendPage(response, status, pages.notice(plainFrame(request, context), name));
    return;
  }
  const { caseReference: reference, epoch } = survey.rated;
  const newest = surveyToken(deps.signer, { reference, epoch });
  const next = `/survey/${newest}?lang=${languageOf(request, context)}`;
  const sent = textsIn(languageOf(request, context)).rating.superseded;
  sendPage(response, 200, pages.survey(plainFrame(request, context), { reference, sent, next }));
}

const surveyPath = (request: Request): string =>
  `/survey/${encodeURIComponent(String(request.params.token))}`;

function sendSurvey(
  request: Request,
  response: Response,
  context: PortalContext,
  status: number,
  view: SurveyView,
): void {
  const frame =
    request.method === 'POST'
      ? plainFrame(request, context)
      : { language: languageOf(request, context), path: surveyPath(request) };
  sendPage(response, status, context.pages.survey(frame, view));
}

const surveyAction = (request: Request, context: PortalContext): string =>
  `${surveyPath(request)}?lang=${languageOf(request, context)}`;

async function showSurvey(request: Request, response: Response, context: PortalContext) {
  const survey = await findSurvey(request, context);
  if (survey.state !== 'open') return sendNoSurvey(request, response, context, survey);
  const { rated } = survey;
  const reference = rated.caseReference;
  if (await isRated(context, rated)) {
    const sent = textsIn(languageOf(request, context)).rating.already;
    return sendSurvey(request, response, context, 200, { reference, sent });
  }
  // A link in a mail may bring a score; it only chooses it, since mail scanners open links too.
  const score = parseSatisfactionScore(queryText(request, 'score'));
  const rating = { action: surveyAction(request, context), score, comment: '' };
  sendSurvey(request, response, context, 200, { reference, rating });
}

async function submitSurvey(
  request: Request,
  response: Response,
  context: PortalContext,
  body: FormBody,
): Promise<void> {
  const survey = await findSurvey(request, context);
  if (survey.state !== 'open') return sendNoSurvey(request, response, context, survey);
  const { rated } = survey;
  const language = languageOf(request, context);
  const t = textsIn(language);
  const reference = rated.caseReference;
  const { score, comment } = typedAnswer(body);
  const again = (error: RequestError, text: string): void => {
    countRefusal(context, 'survey-page', error);
    const rating = { action: surveyAction(request, context), score, comment, problem: { text } };
    sendSurvey(request, response, context, error.status, { reference, rating });
  };
  if (response.locals.limited)
    return again(new RequestError(429, 'rate_limited', 'limited'), t.problems.limited);
  if (body.faults.size > 0 || unknownFields(body, ['score', 'comment']).length > 0)
    return again(new RequestError(400, 'malformed_body', 'malformed'), t.problems.malformed);
  if (score === undefined)
    return again(new RequestError(400, 'invalid_input', 'no score'), t.rating.choose);
  const source = { connector: 'survey-page' as const, body, language };
  const accepted = await acceptAnswer(context, rated, { score, comment }, source);
  const isNew = accepted.kind === 'accepted' && !accepted.repeated;
  const sent = isNew ? t.rating.sent : t.rating.already;
  sendSurvey(request, response, context, isNew ? 202 : 200, { reference, sent });
}

/** `GET` and `POST /survey/:token`. */
export function surveyPages(context: PortalContext): Router {
  const router = Router();
  router.get('/survey/:token', (request, response) => showSurvey(request, response, context));
  router.post('/survey/:token', context.limiters.complaints, async (request, response) => {
    const share = shareOf(context.memory);
    try {
      await submitSurvey(
        request,
        response,
        context,
        await readForm(request, context.config, share),
      );
    } finally {
      share.release();
    }
  });
  return router;
}

// ---- the API ----

function responseDraft(response: SurveyResponse, original: Buffer): Draft {
  const caseReference = response.caseReference ? parseReference(response.caseReference) : undefined;
  if (response.caseReference && !caseReference) {
    throw new RequestError(400, 'invalid_input', 'caseReference is not a case reference.', {
      fields: { caseReference: 'is not a case reference' },
    });
  }
  const { name, email, phone } = response.customer ?? {};
  const comment = response.comment ?? '';
  return {
    channel: 'survey',
    connector: 'survey-api',
    original,
    files: [],
    sender: { ...(name && { name }), ...(email && { email }), ...(phone && { phone }) },
    text: cutText(comment, TEXT_MAX),
    textCut: comment.length > TEXT_MAX,
    ...(response.answeredAt && { sentAt: new Date(response.answeredAt).toISOString() }),
    survey: {
      scale: response.scale,
      score: response.score,
      ...(response.service && { service: response.service }),
      ...(caseReference && { caseReference }),
      ...(response.caseEpoch && { epoch: response.caseEpoch }),
    },
  };
}

/**
 * What makes two responses the same: the tool's own id says it most surely; a client's key is its own, not its
 * colleagues'. Without either, the same answer about the same resolution of a case. (Another answer about it is kept
 * too: services/cases lets the first one count, and gives the others to a person to read.)
 */
async function repeatOf(
  draft: Draft,
  keys: { responseId: string | null | undefined; own: string | undefined; staffId: string },
  { deps }: PortalContext,
): Promise<RepeatKey> {
  const { responseId, own, staffId } = keys;
  if (responseId) return { kind: 'client', scope: 'survey-response', key: responseId };
  if (own) return { kind: 'client', scope: `survey-api/${staffId}`, key: own };
  const { caseReference, epoch } = draft.survey ?? {};
  const found = caseReference ? await findReference(deps.db.query, caseReference) : undefined;
  if (!found?.caseId) return { kind: 'none' };
  const { sender, text, survey } = draft;
  const said = JSON.stringify([sender, text, survey?.score, survey?.scale, survey?.service]);
  const about = `${found.caseId}/${epoch ?? found.epoch ?? 1}`;
  return { kind: 'natural', name: `survey-response/${about}/${said}` };
}

async function submitResponse(
  request: Request,
  response: Response,
  context: PortalContext,
): Promise<void> {
  const { deps } = context;
  const staff = await authenticate(deps.db.query, request, deps.clock.now());
  if (staff.role === 'auditor')
    throw new RequestError(403, 'forbidden', 'An auditor may read, not send survey responses.');
  const header = idempotencyKeyOf(request);
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const parsed = parseInput(surveyResponseSchema, parseJsonBytes(bytes));
  const draft = responseDraft(parsed, bytes);
  const keys = { responseId: parsed.responseId, own: header, staffId: staff.staffId };
  const accepted = await acceptDraft(context, draft, await repeatOf(draft, keys, context));
  if (accepted.kind === 'conflict') throw idempotencyConflict();
  if (accepted.repeated) response.set('Idempotency-Replayed', 'true');
  response.status(202).json({ reference: accepted.reference });
}

/** `POST /api/v1/surveys/responses`, by API token. */
export function surveyApi(context: PortalContext): Router {
  const router = Router();
  const path = '/api/v1/surveys/responses';
  router.post(path, requireJson, rawJson(JSON_BYTES_MAX), (request, response) =>
    submitResponse(request, response, context),
  );
  router.use(path, countRefusals(context, 'survey-api'));
  return router;
}
