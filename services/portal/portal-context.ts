// What all routes of the portal share: the settings, the way to accept something, the language of a page, what a failure
// looks like to a person. No route lives here.
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { RequestError } from '#shared/errors.ts';
import type { Channel } from '#shared/events/intake.ts';
import { toRequestError } from '#shared/http.ts';
import { acknowledgementOf } from '#shared/policy/promises.ts';
import type { Deps } from '#shared/runtime.ts';
import { statusUrl } from '#shared/status-link.ts';
import type { AcceptBatch } from './accept-batch.ts';
import { type Language, offeredLanguages, type PageFrame } from './pages.ts';
import { promisedBy } from './portal-store.ts';
import type { FormBody, MemoryBudget } from './request-body.ts';
import {
  createSubmission,
  type Draft,
  type PortalConnector,
  type RepeatKey,
} from './submission.ts';
import type { Pages } from './views/page-views.ts';

const MEGABYTE = 1024 * 1024;
const namedRange = /^(loopback|linklocal|uniquelocal)$/;
const isRange = (text: string): boolean =>
  namedRange.test(text) ||
  z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]).safeParse(text).success;

/** Settings of the portal. */
export const portalConfig = z.strictObject({
  rateLimitPerMinute: z
    .int()
    .min(0)
    .default(30)
    .describe('Complaints, replies and answers a minute and address; 0 = no limit.'),
  lookupsPerMinute: z
    .int()
    .min(0)
    .default(10)
    .describe('Tries a minute and address to open a case by reference and e-mail; 0 = no limit.'),
  lookupMs: z
    .int()
    .min(0)
    .max(5000)
    .default(300)
    .describe('Each such try takes this long, whatever it finds, in milliseconds.'),
  bodyBytesMax: z
    .int()
    .min(64 * 1024)
    .default(25 * MEGABYTE)
    .describe('The largest form with its files, in bytes.'),
  filesMax: z.int().min(1).max(100).default(10).describe('The most files of one form.'),
  memoryBytesMax: z
    .int()
    .min(MEGABYTE)
    .default(256 * MEGABYTE)
    .describe('What all forms that are being read may hold in memory together, in bytes.'),
  acceptWithinMs: z
    .int()
    .min(100)
    .default(10_000)
    .describe(
      'A complaint that is not stored within this time is answered with 503, in milliseconds.',
    ),
  idempotencyHours: z
    .number()
    .min(24)
    .default(168)
    .describe('How long an Idempotency-Key is remembered, in hours; at least a day.'),
  trustedProxies: z
    .array(
      z.string().refine(isRange, 'is no address, CIDR range, loopback, linklocal or uniquelocal'),
    )
    .default([])
    .describe(
      'Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed. None unless named.',
    ),
});
export type PortalConfig = z.infer<typeof portalConfig>;

/** Of an address. Pages go on beyond the limit with `response.locals.limited`, so that what was typed comes back. */
export type Limiters = { complaints: RequestHandler; lookup: RequestHandler };

export type PortalContext = {
  config: PortalConfig;
  deps: Deps;
  pages: Pages;
  batch: AcceptBatch;
  memory: MemoryBudget;
  limiters: Limiters;
};

/** What an accepted draft is known by; `conflict` when its key had come with other content. */
export type AcceptedDraft =
  | {
      kind: 'accepted';
      reference: string;
      statusUrl: string;
      acknowledgeBy: Date;
      repeated: boolean;
    }
  | { kind: 'conflict' };

/** Accepts a draft, or gives what it was accepted as before. After this returns it is stored (architecture, decision 3). */
export async function acceptDraft(
  { deps, batch }: PortalContext,
  draft: Draft,
  repeat: RepeatKey,
): Promise<AcceptedDraft> {
  const now = deps.clock.now();
  const { connector } = draft;
  const promised = promiseOf(deps, now, draft.channel);
  const submission = createSubmission(draft, repeat, deps.signer, now, promised);
  const accepted = await batch.accept(submission);
  if (accepted.kind === 'conflict') return accepted;
  const { itemId, reference, repeated } = accepted;
  // A repeat is known by its first arrival, whose trace went on; the one of this request leads nowhere.
  const trace = repeated ? {} : { trace: submission.item.trace };
  deps.log.info(
    { service: 'portal', connector, itemId, reference, repeated, ...trace },
    'item accepted',
  );
  if (!repeated) deps.metrics.connectorReceived.inc({ connector });
  // A repeat gets the answer of the first arrival, promise and all.
  const first = repeated ? await promisedBy(deps.db.query, itemId) : promised;
  return {
    kind: 'accepted',
    reference,
    repeated,
    statusUrl: statusUrl(deps.publicUrl, deps.signer, reference),
    acknowledgeBy: first ?? promised,
  };
}

/**
 * R10: when we promise a sender to have acknowledged by, worked out once for each item. Kind and severity are not known
 * yet: where the policy gives such a case less time, it has less; never more than was said here.
 */
export const promiseOf = (
  { policy }: Pick<Deps, 'policy'>,
  receivedAt: Date,
  channel: Channel,
): Date => new Date(acknowledgementOf(policy, { channel }, receivedAt).dueAt);

/** The client's key of RFC draft Idempotency-Key: 1 to 255 visible ASCII characters, or undefined when it is none. */
export const parseIdempotencyKey = (text: string | undefined): string | undefined =>
  text !== undefined && /^[\x21-\x7e]{1,255}$/.test(text) ? text : undefined;

/**
 * The key that a program sent, if any.
 * @throws RequestError 400 when it is no key.
 */
export function idempotencyKeyOf(request: Request): string | undefined {
  const given = request.get('idempotency-key');
  if (given === undefined) return undefined;
  const key = parseIdempotencyKey(given);
  if (key !== undefined) return key;
  throw new RequestError(
    400,
    'invalid_idempotency_key',
    'Idempotency-Key must be 1 to 255 visible ASCII characters.',
  );
}

/** The answer to the same key with other content. */
export const idempotencyConflict = (): RequestError =>
  new RequestError(
    409,
    'idempotency_conflict',
    'This Idempotency-Key was used before with other content. Send a new key for a new complaint.',
  );

/** A query parameter that was given once, bounded. */
export const queryText = (request: Request, name: string): string | undefined => {
  const value = request.query[name];
  return typeof value === 'string' && value.length <= 200 ? value : undefined;
};

/** The language a page is shown in, among those of the policy: the one asked for, else the browser's, else the first. */
export function languageOf(request: Request, { deps }: PortalContext): Language {
  const offered = offeredLanguages(deps.policy.locales);
  const asked = queryText(request, 'lang');
  const accepted = request.acceptsLanguages([...offered]);
  const find = (wanted: unknown) => offered.find((language) => language === wanted);
  return find(asked) ?? find(accepted) ?? offered[0];
}

/** The frame of a page that answers a POST, or must be the same whatever was asked. */
export const plainFrame = (request: Request, context: PortalContext): PageFrame => ({
  language: languageOf(request, context),
  path: '',
});

/** Sends a page. */
export function sendPage(response: Response, status: number, html: string): void {
  response.status(status).type('html').send(html);
}

/** Counts a refusal; gives what it is to be answered with. */
export function countRefusal(
  { deps }: PortalContext,
  connector: PortalConnector,
  error: unknown,
): RequestError {
  const problem = toRequestError(error);
  deps.metrics.connectorRefused.inc({ connector, reason: problem.code });
  return problem;
}

/** Counts what a route of the API refuses, and lets the handler of problems answer. */
export const countRefusals =
  (context: PortalContext, connector: PortalConnector): ErrorRequestHandler =>
  (error: unknown, _request, _response, next) => {
    countRefusal(context, connector, error);
    next(error);
  };

/** Which field names of a form nobody knows. */
export const unknownFields = (body: FormBody, known: readonly string[]): string[] =>
  [
    ...[...body.fields.keys()].filter((name) => !known.includes(name)),
    ...body.files
      .map((file) => file.field)
      .filter((name) => name !== 'files' && name !== 'files[]'),
  ].slice(0, 20);

/** The last error handler of pages: a notice for people, in their language. */
export function pageErrors(context: PortalContext): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = toRequestError(error);
    const log = context.deps.log.child({ service: 'portal' });
    if (problem.status >= 500 && problem.status !== 503)
      log.error({ err: error, path: request.route?.path }, 'a page failed');
    if (problem.retryAfterSeconds) response.set('Retry-After', String(problem.retryAfterSeconds));
    const name =
      problem.status === 503 ? 'unavailable' : problem.status >= 500 ? 'failed' : 'refused';
    sendPage(response, problem.status, context.pages.notice(plainFrame(request, context), name));
  };
}
