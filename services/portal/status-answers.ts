// What a customer adds to their case on the status page: a reply, and how satisfied they are. Both become items of the
// intake like anything else that is said to us.
import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { sha256 } from '#shared/blobs.ts';
import { TEXT_MAX } from '#shared/events/intake.ts';
import { cutText } from '#shared/events/text.ts';
import { cleanText, type FieldFault, MESSAGE_MAX } from './domain/complaint.ts';
import { textsIn } from './pages.ts';
import {
  acceptDraft,
  countRefusal,
  languageOf,
  type PortalContext,
  parseIdempotencyKey,
  unknownFields,
} from './portal-context.ts';
import { type FoundReference, findReference } from './portal-store.ts';
import {
  bodyFaultError,
  type FormBody,
  originalOfForm,
  readForm,
  shareOf,
} from './request-body.ts';
import { acceptAnswer, ratedCase, typedAnswer } from './satisfaction.ts';
import { type OpenedReference, openedReference, sendNotFound, sendStatus } from './status.ts';
import type { Draft } from './submission.ts';

type Asked = { request: Request; response: Response; opened: OpenedReference; body: FormBody };

const backTo = (
  { request, response, opened }: Asked,
  context: PortalContext,
  sent: string,
): void => {
  const { reference, token } = opened;
  const query = new URLSearchParams({ token, lang: languageOf(request, context), sent });
  response.redirect(303, `/status/${reference}?${query}`);
};

function replyDraft(
  { request, opened, body }: Asked,
  found: FoundReference,
  text: string,
  language: string,
): Draft {
  const email = found.contactEmail ?? found.itemEmail;
  return {
    channel: 'form',
    connector: 'status-page',
    original: originalOfForm(body, request.get('content-type') ?? '', sha256),
    files: body.files,
    sender: { ...(found.itemName && { name: found.itemName }), ...(email && { email }) },
    text: cutText(text, TEXT_MAX),
    textCut: text.length > TEXT_MAX,
    language,
    // Until there is a case, the reference of the item that will open it.
    statusReplyTo: found.caseReference ?? opened.reference,
  };
}

async function submitReply(asked: Asked, context: PortalContext): Promise<void> {
  const { request, response, opened, body } = asked;
  const language = languageOf(request, context);
  const { problems } = textsIn(language);
  const key = parseIdempotencyKey(body.fields.get('idempotencyKey')) ?? randomUUID();
  const typed = cleanText((body.fields.get('message') ?? '').slice(0, MESSAGE_MAX * 2));
  const also = body.hadFiles ? problems.filesAgain : undefined;
  let found: FoundReference | undefined;
  const again = (status: number, text: string, fault?: 'required' | 'too_long', newKey = key) => {
    if (status === 503) response.set('Retry-After', '10');
    const reply = { typed, key: newKey, fault, problem: { text, also } };
    return sendStatus(request, response, context, opened, found, { status, reply });
  };
  try {
    found = await findReference(context.deps.db.query, opened.reference);
    if (!found) return sendNotFound(request, response, context);
    if (response.locals.limited) return await again(429, problems.limited);
    const [bodyFault] = body.faults;
    if (bodyFault) {
      const { status } = countRefusal(
        context,
        'status-page',
        bodyFaultError(bodyFault, context.config),
      );
      const megabytes = Math.floor(context.config.bodyBytesMax / (1024 * 1024));
      return await again(
        status,
        status === 413 ? problems.tooLarge(megabytes) : problems.malformed,
      );
    }
    if (unknownFields(body, ['message', 'idempotencyKey']).length > 0)
      return await again(400, problems.malformed);
    const fault: FieldFault | undefined =
      typed === '' ? 'required' : typed.length > MESSAGE_MAX ? 'too_long' : undefined;
    if (fault) return await again(400, problems.fields, fault);
    const draft = replyDraft(asked, found, typed, language);
    const scope = `reply/${opened.reference}`;
    const accepted = await acceptDraft(context, draft, { kind: 'client', scope, key });
    if (accepted.kind === 'accepted') return backTo(asked, context, 'reply');
    await again(409, problems.changed, undefined, randomUUID());
  } catch (error) {
    if (countRefusal(context, 'status-page', error).status !== 503) throw error;
    found = undefined;
    await again(503, problems.unavailable);
  }
}

async function submitAnswer(asked: Asked, context: PortalContext): Promise<void> {
  const { request, response, opened, body } = asked;
  const language = languageOf(request, context);
  const t = textsIn(language);
  const found = await findReference(context.deps.db.query, opened.reference);
  const rated = ratedCase(found);
  if (!rated) return sendNotFound(request, response, context);
  const { score, comment } = typedAnswer(body);
  const again = (status: number, text: string): Promise<void> => {
    const rating = { score, comment, problem: { text } };
    return sendStatus(request, response, context, opened, found, { status, rating });
  };
  if (response.locals.limited) return again(429, t.problems.limited);
  const isWhole = body.faults.size === 0 && unknownFields(body, ['score', 'comment']).length === 0;
  if (!isWhole) return again(400, t.problems.malformed);
  if (score === undefined) return again(400, t.rating.choose);
  const source = { connector: 'status-page' as const, body, language };
  const accepted = await acceptAnswer(context, rated, { score, comment }, source);
  backTo(asked, context, accepted.kind === 'accepted' && !accepted.repeated ? 'answer' : 'known');
}

/** `POST /status/:reference/reply` and `…/satisfaction`, for whoever has the link's token. */
export function statusAnswers(context: PortalContext): Router {
  const router = Router();
  const route =
    (submit: (asked: Asked, context: PortalContext) => Promise<void>) =>
    async (request: Request, response: Response): Promise<void> => {
      const opened = openedReference(request, context);
      if (!opened) return sendNotFound(request, response, context);
      const share = shareOf(context.memory);
      try {
        const body = await readForm(request, context.config, share);
        await submit({ request, response, opened, body }, context);
      } finally {
        share.release();
      }
    };
  router.post('/status/:reference/reply', context.limiters.complaints, route(submitReply));
  router.post('/status/:reference/satisfaction', context.limiters.complaints, route(submitAnswer));
  return router;
}
