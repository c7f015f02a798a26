// The status page: what a customer may see of their case, and what they may add. Nothing that was written to us is ever
// shown here (S15).
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Request, type Response, Router } from 'express';
import { parseReference } from '#shared/ids.ts';
import { statusUrl } from '#shared/status-link.ts';
import { customerStatus } from './domain/customer-status.ts';
import { textsIn } from './pages.ts';
import {
  languageOf,
  type PortalContext,
  plainFrame,
  queryText,
  sendPage,
} from './portal-context.ts';
import { type FoundReference, findReference } from './portal-store.ts';
import { readForm, shareOf } from './request-body.ts';
import { isRated, ratedCase } from './satisfaction.ts';
import type { RatingView, ReplyView, StatusView } from './views/page-views.ts';

/** A reference whose token was checked. */
export type OpenedReference = { reference: string; token: string };

/** The reference that a request may see, by the token of its link. Nothing is looked up for a wrong one. */
export function openedReference(
  request: Request,
  { deps }: PortalContext,
): OpenedReference | undefined {
  const reference = parseReference(String(request.params.reference).slice(0, 40));
  const token = queryText(request, 'token');
  if (!reference || !token || !deps.signer.verify('status', reference, token)) return undefined;
  return { reference, token };
}

/** The page for a wrong token, a foreign reference or an erased one: the same bytes for all (S8). */
export const sendNotFound = (request: Request, response: Response, context: PortalContext): void =>
  sendPage(response, 404, context.pages.notice(plainFrame(request, context), 'notFound'));

/** What differs from the plain page: a form that came back, or what was just sent. */
export type StatusChange = {
  status?: number;
  sent?: string | undefined;
  reply?: Partial<ReplyView>;
  rating?: Partial<RatingView>;
};

/** Shows the status page. Without `found` (the database is away) only the form for a reply is on it. */
export async function sendStatus(
  request: Request,
  response: Response,
  context: PortalContext,
  opened: OpenedReference,
  found: FoundReference | undefined,
  change: StatusChange = {},
): Promise<void> {
  const { reference, token } = opened;
  const language = languageOf(request, context);
  const query = new URLSearchParams({ token, lang: language });
  const rated = ratedCase(found);
  const view: StatusView = {
    reference,
    sent: change.sent,
    reply: {
      action: `/status/${reference}/reply?${query}`,
      key: randomUUID(),
      typed: '',
      ...change.reply,
    },
  };
  if (found) {
    const receivedAt = found.receivedAt ?? found.openedAt ?? undefined;
    const status = customerStatus(
      found.status
        ? {
            status: found.status,
            acknowledgedAt: found.acknowledgedAt ?? undefined,
            resolveBy: found.resolveBy ?? undefined,
            outcomeSummary: found.outcomeSummary ?? undefined,
            updates: found.updates,
          }
        : undefined,
      found.acknowledgeBy ?? undefined,
    );
    const partOf =
      found.caseReference && found.caseReference !== reference ? found.caseReference : undefined;
    view.case = { status, receivedAt, partOf };
    if (status.canRate && rated && !(await isRated(context, rated))) {
      const action = `/status/${reference}/satisfaction?${query}`;
      view.rating = { action, score: undefined, comment: '', ...change.rating };
    }
  }
  const frame =
    request.method === 'POST'
      ? plainFrame(request, context)
      : { language, path: `/status/${reference}`, query: { token } };
  sendPage(response, change.status ?? 200, context.pages.status(frame, view));
}

async function show(request: Request, response: Response, context: PortalContext): Promise<void> {
  const opened = openedReference(request, context);
  if (!opened && queryText(request, 'token') === undefined) {
    const given = String(request.params.reference).slice(0, 40);
    const reference = parseReference(given) ?? given;
    return sendLookup(request, response, context, { reference });
  }
  const found = opened && (await findReference(context.deps.db.query, opened.reference));
  if (!opened || !found) return sendNotFound(request, response, context);
  const t = textsIn(languageOf(request, context));
  const sentTexts = new Map([
    ['reply', t.status.replySent],
    ['answer', t.rating.sent],
    ['known', t.rating.already],
  ]);
  const sent = sentTexts.get(queryText(request, 'sent') ?? '');
  await sendStatus(request, response, context, opened, found, { sent });
}

// ---- by reference and e-mail ----

function sendLookup(
  request: Request,
  response: Response,
  context: PortalContext,
  page: { status?: number; reference?: string; email?: string; problem?: string },
): void {
  const frame =
    request.method === 'POST'
      ? plainFrame(request, context)
      : { language: languageOf(request, context), path: '/status' };
  const html = context.pages.lookup(frame, {
    reference: page.reference ?? '',
    email: page.email ?? '',
    problem: page.problem === undefined ? undefined : { text: page.problem },
  });
  sendPage(response, page.status ?? 200, html);
}

const digest = (text: string): Buffer => createHash('sha256').update(text.toLowerCase()).digest();

/** Whether an e-mail address may open a reference. Compared in the same time, whether there is anything to compare. */
function mayOpen(found: FoundReference | undefined, reference: string, email: string): boolean {
  const ownsCase = found?.caseReference === reference;
  const ofItem = timingSafeEqual(digest(found?.itemEmail ?? ''), digest(email));
  const ofCase = timingSafeEqual(digest((ownsCase && found.contactEmail) || ''), digest(email));
  return email !== '' && (ofItem || ofCase);
}

/** The status link for a reference and an e-mail address, or undefined; as slow for a hit as for a miss (S29). */
async function lookUp(
  context: PortalContext,
  typed: { reference: string; email: string },
): Promise<string | undefined> {
  const { deps, config } = context;
  const took = pause(config.lookupMs);
  try {
    const reference = parseReference(typed.reference) ?? typed.reference;
    const found = await findReference(deps.db.query, reference);
    return mayOpen(found, reference, typed.email)
      ? statusUrl('', deps.signer, reference)
      : undefined;
  } finally {
    await took;
  }
}

async function submitLookup(
  request: Request,
  response: Response,
  context: PortalContext,
): Promise<void> {
  const { lookup } = textsIn(languageOf(request, context));
  const share = shareOf(context.memory);
  try {
    const body = await readForm(request, { bodyBytesMax: 64 * 1024, filesMax: 1 }, share);
    const reference = (body.fields.get('reference') ?? '').trim().slice(0, 40).toWellFormed();
    const email = (body.fields.get('email') ?? '').trim().slice(0, 320).toWellFormed();
    const typed = { reference: reference.replaceAll('\u0000', ''), email };
    if (response.locals.limited) {
      const problem = lookup.limited;
      return sendLookup(request, response, context, { ...typed, status: 429, problem });
    }
    const link = await lookUp(context, typed);
    if (link) return response.redirect(303, `${link}&lang=${languageOf(request, context)}`);
    sendLookup(request, response, context, { ...typed, status: 404, problem: lookup.miss });
  } finally {
    share.release();
  }
}

/** The pages under `/status`; what a customer adds there is in status-answers.ts. */
export function statusPages(context: PortalContext): Router {
  const router = Router();
  router.get('/status', (request, response) => sendLookup(request, response, context, {}));
  router.post('/status', context.limiters.lookup, (request, response) =>
    submitLookup(request, response, context),
  );
  router.get('/status/:reference', (request, response) => show(request, response, context));
  return router;
}
