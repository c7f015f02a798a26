// The complaint form: shown, checked, accepted, or shown again with what was typed. How something is stored is not known
// here.
import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { sha256 } from '#shared/blobs.ts';
import { RequestError } from '#shared/errors.ts';
import { type Complaint, complaintFields, type FieldFaults } from './domain/complaint.ts';
import { textsIn } from './pages.ts';
import {
  acceptDraft,
  countRefusal,
  languageOf,
  type PortalContext,
  parseIdempotencyKey,
  plainFrame,
  sendPage,
  unknownFields,
} from './portal-context.ts';
import {
  type BodyFault,
  bodyFaultError,
  emptyForm,
  type FormBody,
  originalOfForm,
  readForm,
  shareOf,
} from './request-body.ts';
import { checkForm, draftOf, typedIn } from './submission.ts';
import type { Texts } from './texts/en.ts';

const knownFields = [...complaintFields, 'idempotencyKey'];

/** The form as it is shown: with what was typed, and what is wrong with it. */
type FormState = { body: FormBody; key: string; faults: FieldFaults; problem?: string };

function sendForm(
  context: PortalContext,
  request: Request,
  response: Response,
  status: number,
  state: FormState,
): void {
  const language = languageOf(request, context);
  const also = state.body.hadFiles ? textsIn(language).problems.filesAgain : undefined;
  const frame = request.method === 'POST' ? plainFrame(request, context) : { language, path: '/' };
  const html = context.pages.form(frame, {
    key: state.key,
    typed: typedIn(state.body),
    faults: state.faults,
    problem: state.problem === undefined ? undefined : { text: state.problem, also },
    latestDate: context.deps.clock.now().toISOString().slice(0, 10),
  });
  sendPage(response, status, html);
}

/** What is wrong with what was sent: the refusal, what to say, what to show with it. */
type Refusal = { error: RequestError; text: string; faults?: FieldFaults; key?: string };

function bodyRefusal(fault: BodyFault, context: PortalContext, { problems }: Texts): Refusal {
  const { bodyBytesMax, filesMax } = context.config;
  const texts: Record<BodyFault, string> = {
    too_large: problems.tooLarge(Math.floor(bodyBytesMax / (1024 * 1024))),
    too_many_files: problems.tooManyFiles(filesMax),
    malformed: problems.malformed,
    busy: problems.unavailable,
  };
  return { error: bodyFaultError(fault, context.config), text: texts[fault] };
}

/** Judges what was sent: a complaint, or why not. */
function judge(
  context: PortalContext,
  body: FormBody,
  limited: boolean,
  t: Texts,
): { complaint: Complaint } | { refusal: Refusal } {
  const refuse = (status: number, code: string, text: string): { refusal: Refusal } => ({
    refusal: { error: new RequestError(status, code, code), text },
  });
  if (limited) return refuse(429, 'rate_limited', t.problems.limited);
  const [fault] = body.faults;
  if (fault) return { refusal: bodyRefusal(fault, context, t) };
  if (unknownFields(body, knownFields).length > 0)
    return refuse(400, 'unknown_field', t.problems.malformed);
  const checked = checkForm(body);
  if ('complaint' in checked) return checked;
  const { refusal } = refuse(400, 'invalid_input', t.problems.fields);
  return { refusal: { ...refusal, faults: checked.faults } };
}

/** Accepts what the form holds and thanks; or shows the form again. */
async function answer(
  context: PortalContext,
  request: Request,
  response: Response,
  body: FormBody,
): Promise<void> {
  const language = languageOf(request, context);
  const t = textsIn(language);
  const key = parseIdempotencyKey(body.fields.get('idempotencyKey')) ?? randomUUID();
  const again = ({ error, text, ...shown }: Refusal): void => {
    if (error.retryAfterSeconds !== undefined)
      response.set('Retry-After', String(error.retryAfterSeconds));
    const state = { body, key, faults: {}, problem: text, ...shown };
    sendForm(context, request, response, error.status, state);
  };
  const judged = judge(context, body, Boolean(response.locals.limited), t);
  if ('refusal' in judged) {
    countRefusal(context, 'form', judged.refusal.error);
    return again(judged.refusal);
  }
  const draft = draftOf(
    judged.complaint,
    {
      original: originalOfForm(body, request.get('content-type') ?? '', sha256),
      files: body.files,
    },
    { connector: 'form', language },
  );
  try {
    const accepted = await acceptDraft(context, draft, { kind: 'client', scope: 'form', key });
    if (accepted.kind === 'accepted')
      return sendPage(response, 202, context.pages.thanks(plainFrame(request, context), accepted));
    const error = new RequestError(409, 'idempotency_conflict', 'sent before with other content');
    countRefusal(context, 'form', error);
    again({ error, text: t.problems.changed, key: randomUUID() });
  } catch (error) {
    const problem = countRefusal(context, 'form', error);
    if (problem.status !== 503) throw error;
    context.deps.log.warn({ err: error, service: 'portal' }, 'could not store a form right now');
    again({ error: problem, text: t.problems.unavailable });
  }
}

/** `GET /` and `POST /`. Headers and the error handler of pages are put around it by portal.ts. */
export function complaintForm(context: PortalContext): Router {
  const router = Router();
  router.get('/', (request, response) =>
    sendForm(context, request, response, 200, { body: emptyForm(), key: randomUUID(), faults: {} }),
  );
  router.post('/', context.limiters.complaints, async (request, response) => {
    const share = shareOf(context.memory);
    try {
      await answer(context, request, response, await readForm(request, context.config, share));
    } finally {
      share.release();
    }
  });
  return router;
}
