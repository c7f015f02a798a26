// The HTTP API of cases for staff: lists, one case, commands, tasks, originals. Every right is checked on the server, in the
// transaction that acts.
import express, { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { readBlob } from '#shared/blobs.ts';
import { RequestError } from '#shared/errors.ts';
import { caseStatusSchema } from '#shared/events/case.ts';
import { channelSchema, kindSchema, severitySchema } from '#shared/events/intake.ts';
import { parseInput, requireJson } from '#shared/http.ts';
import { isUuid } from '#shared/ids.ts';
import { authenticate, type Staff } from '#shared/people.ts';
import { statusUrl } from '#shared/status-link.ts';
import { casesPage, caseView, findCase, tasksPage } from './case-view.ts';
import { executeCommand } from './execute-command.ts';
import { complaintLog, logComplaint } from './log-complaint.ts';
import { itemOfCase } from './stores/read-store.ts';
import { finishTask } from './tasks.ts';
import type { Shell } from './work.ts';

const BODY_BYTES_MAX = 256 * 1024;
const limit = z.coerce.number().int().min(1).max(200).default(50);
const cursor = z.string().max(200).optional();

const listQuery = z.strictObject({
  status: caseStatusSchema.optional(),
  severity: severitySchema.optional(),
  category: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,99}$/)
    .optional(),
  channel: channelSchema.optional(),
  kind: kindSchema.optional(),
  assignee: z.string().min(1).max(100).optional(),
  escalationLevel: z.coerce.number().int().min(0).max(3).optional(),
  cursor,
  limit,
});

const taskQuery = z.strictObject({
  state: z.enum(['open', 'done', 'cancelled']).default('open'),
  mine: z.enum(['true', 'false']).default('false'),
  cursor,
  limit,
});

const noteBody = z.strictObject({ note: z.string().trim().min(1).max(2000).optional() });

const idempotencyKey = (request: Request): string | undefined => {
  const key = request.get('idempotency-key');
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new RequestError(
      400,
      'invalid_input',
      'Idempotency-Key: 1 to 200 visible ASCII characters.',
    );
  return key;
};

/** The version of `If-Match: "12"` (RFC 9110 §13.1.1); `*` and no header ask for none. */
function ifMatch(request: Request): number | undefined {
  const header = request.get('if-match')?.trim();
  if (!header || header === '*') return undefined;
  const version = /^"(\d{1,9})"$/.exec(header)?.[1];
  if (!version)
    throw new RequestError(
      400,
      'invalid_input',
      'If-Match: give back the ETag of the case, like "12".',
    );
  return Number(version);
}

const parameter = (request: Request, name: string): string => {
  const value = request.params[name];
  return typeof value === 'string' ? value : '';
};

/** Sends bytes that came from outside: as a download only, never shown by the browser (S4). */
async function download(shell: Shell, response: Response, sha256: string): Promise<void> {
  const bytes = await readBlob(shell.db.query, sha256);
  if (!bytes) throw new RequestError(404, 'not_found', 'These bytes are not here (erased?).');
  response
    .set('Content-Type', 'application/octet-stream')
    .set('Content-Disposition', `attachment; filename="${sha256.slice(0, 16)}.bin"`)
    .set('X-Content-Type-Options', 'nosniff')
    .set('Content-Security-Policy', "sandbox; default-src 'none'")
    .set('Cache-Control', 'private, no-store')
    .send(bytes);
}

type Answer = (request: Request, response: Response, staff: Staff) => Promise<void>;

function readingRoutes(shell: Shell, router: Router, staffOnly: (answer: Answer) => Answers): void {
  const { query } = shell.db;
  router.get(
    '/api/v1/cases',
    staffOnly(async (request, response) => {
      response.json(await casesPage(query, parseInput(listQuery, request.query)));
    }),
  );
  router.get(
    '/api/v1/cases/:reference',
    staffOnly(async (request, response) => {
      const view = await caseView(query, shell.rules, parameter(request, 'reference'));
      response
        .set('ETag', `"${view.version}"`)
        .set('Cache-Control', 'private, no-store')
        .json(view);
    }),
  );
  const itemFor = async (request: Request) => {
    const { caseId } = await findCase(query, parameter(request, 'reference'));
    const itemId = parameter(request, 'itemId');
    const item = isUuid(itemId) ? await itemOfCase(query, caseId, itemId) : undefined;
    if (!item) throw new RequestError(404, 'not_found', 'This case has no such item.');
    return item;
  };
  router.get(
    '/api/v1/cases/:reference/items/:itemId/original',
    staffOnly(async (request, response) =>
      download(shell, response, (await itemFor(request)).originalSha256),
    ),
  );
  router.get(
    '/api/v1/cases/:reference/items/:itemId/attachments/:sha256',
    staffOnly(async (request, response) => {
      const { attachments } = await itemFor(request);
      const wanted = parameter(request, 'sha256');
      const found = attachments.find((attachment) => attachment.sha256 === wanted);
      if (!found) throw new RequestError(404, 'not_found', 'This item has no such attachment.');
      await download(shell, response, found.sha256);
    }),
  );
}

function taskRoutes(shell: Shell, router: Router, staffOnly: (answer: Answer) => Answers): void {
  router.get(
    '/api/v1/tasks',
    staffOnly(async (request, response, staff) => {
      const { mine, ...asked } = parseInput(taskQuery, request.query);
      const of = mine === 'true' ? staff : undefined;
      response.json(await tasksPage(shell.db.query, { ...asked, of }));
    }),
  );
  router.post(
    '/api/v1/tasks/:taskId/done',
    staffOnly(async (request, response, { staffId }) => {
      const { note } = parseInput(noteBody, request.body ?? {});
      response.json(
        await finishTask(shell, { taskId: parameter(request, 'taskId'), staffId, note }),
      );
    }),
  );
}

function writingRoutes(shell: Shell, router: Router, staffOnly: (answer: Answer) => Answers): void {
  router.post(
    '/api/v1/cases',
    staffOnly(async (request, response, { staffId }) => {
      const log = parseInput(complaintLog, request.body ?? {});
      const key = idempotencyKey(request);
      const { reference } = await logComplaint(shell, log, { staffId, idempotencyKey: key });
      const link = statusUrl(shell.publicUrl, shell.signer, reference);
      response.status(202).json({ reference, statusUrl: link });
    }),
  );
  router.post(
    '/api/v1/cases/:reference/:command',
    staffOnly(async (request, response, { staffId }) => {
      const answer = await executeCommand(shell, {
        reference: parameter(request, 'reference'),
        type: parameter(request, 'command'),
        body: request.body,
        staffId,
        ifVersion: ifMatch(request),
        idempotencyKey: idempotencyKey(request),
      });
      response.set('ETag', `"${answer.version}"`).json(answer);
    }),
  );
}

type Answers = (request: Request, response: Response) => Promise<void>;

/** The routes of this service. */
export function createCasesRouter(shell: Shell): Router {
  const router = Router();
  // Whoever has no token is refused before their body is read.
  const staffOnly =
    (answer: Answer): Answers =>
    async (request, response) =>
      answer(request, response, response.locals.staff as Staff);
  // `use` also matches what lies under them.
  const paths = ['/api/v1/cases', '/api/v1/tasks'];
  router.use(paths, async (request, response, next) => {
    response.locals.staff = await authenticate(shell.db.query, request, shell.clock.now());
    next();
  });
  router.use(paths, requireJson, express.json({ limit: BODY_BYTES_MAX, strict: true }));
  readingRoutes(shell, router, staffOnly);
  taskRoutes(shell, router, staffOnly);
  writingRoutes(shell, router, staffOnly);
  return router;
}
