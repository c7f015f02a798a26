// The routes about evidence: looking up orders and customers, files of staff, the call guide, corrective actions of all cases.
import { z } from 'zod';
import {
  idempotencyKeyHeader,
  nextPage,
  type Route,
  referenceParameter,
  routeFor,
} from '#shared/api/route.ts';
import { sha256 } from '#shared/blobs.ts';
import { RequestError } from '#shared/errors.ts';
import { isStorable } from '#shared/events/text.ts';
import { findCase } from '../case-view.ts';
import { executeCommand } from '../execute-command.ts';
import { actionListQuery, actionsPage } from '../lists/action-list.ts';
import type { Shell } from '../work.ts';
import { commandAnswerSchema } from './answers.ts';
import { bytesAnswer, download } from './download.ts';
import { actionLineSchema } from './investigation-answers.ts';

const route = routeFor<Shell>();
const tag = 'evidence';
const ladder = ['frontline', 'supervisor', 'department_manager', 'senior_management'] as const;

/** The largest file that staff may add, in bytes. Base64 makes a third more of it. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;
const BODY_BYTES_MAX = 12 * 1024 * 1024;

const foundSchema = z.strictObject({
  found: z.record(z.string(), z.string()).describe('what the settings keep of the answer, by name'),
});
const lookupAnswers = { 200: { description: 'What was found.', schema: foundSchema } };

const name = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .refine(isStorable, 'must be well-formed text without NUL characters');

/** A file as staff send it. */
export const fileUpload = z.strictObject({
  name: name.describe('what it is called: for display only'),
  mediaType: z
    .string()
    .regex(/^[\w.+-]{1,100}\/[\w.+-]{1,100}$/)
    .default('application/octet-stream')
    .describe('as its maker calls it; it is always a download'),
  content: z.string().max(BODY_BYTES_MAX).describe(`base64, at most ${FILE_BYTES_MAX} bytes`),
  text: name.optional().describe('what it shows'),
});

/**
 * The bytes of base64 (RFC 4648 §4).
 * @throws RequestError 400 for what is none, 413 for too much.
 */
function bytesOf(content: string): Buffer {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== content)
    throw new RequestError(400, 'invalid_input', 'content: must be base64 of one byte at least', {
      fields: { content: 'must be base64 of one byte at least' },
    });
  if (bytes.length > FILE_BYTES_MAX)
    throw new RequestError(413, 'too_large', `A file has at most ${FILE_BYTES_MAX} bytes.`);
  return bytes;
}

/** Adds a file to a case, as its staff sent it. */
export function addFile(
  shell: Shell,
  upload: z.infer<typeof fileUpload>,
  by: { reference: string; staffId: string; idempotencyKey?: string | undefined },
) {
  const bytes = bytesOf(upload.content);
  const { name: fileName, mediaType, text } = upload;
  const facts = { name: fileName, mediaType, bytes: bytes.length, sha256: sha256(bytes) };
  const body = { kind: 'file', ...(text ? { text } : {}) };
  return executeCommand(shell, { ...by, type: 'add-evidence', body, file: { facts, bytes } });
}

/** About no case yet, so it stands in the log and not in the readings of one: who asked, never for whom (R72). */
const tellOfLookup = ({ log }: Shell, what: string, staffId: string): void =>
  log.info({ what, staffId }, 'looked up');

/** Routes about evidence. */
export const evidenceRoutes: Route<Shell>[] = [
  route(
    {
      ...{ method: 'get', path: '/api/v1/lookup/orders/{number}', operationId: 'lookUpOrder' },
      summary: 'Look an order up in the system that the settings name',
      ...{ tag, who: ladder },
      params: z.strictObject({ number: z.string().min(1).max(100) }),
      answers: lookupAnswers,
      problems: [404, 409, 503],
    },
    async (shell, { params, staff }) => {
      tellOfLookup(shell, 'order', staff.staffId);
      return { json: { found: await shell.lookup.order(params.number) } };
    },
  ),
  route(
    {
      ...{ method: 'get', path: '/api/v1/lookup/customers', operationId: 'lookUpCustomer' },
      summary: 'Look a customer up by e-mail address',
      ...{ tag, who: ladder },
      query: z.strictObject({ email: z.email().max(320) }),
      answers: lookupAnswers,
      problems: [404, 409, 503],
    },
    async (shell, { query, staff }) => {
      tellOfLookup(shell, 'customer', staff.staffId);
      return { json: { found: await shell.lookup.customer(query.email) } };
    },
  ),
  route(
    {
      ...{ method: 'post', path: '/api/v1/cases/{reference}/files', operationId: 'addFile' },
      summary: 'Add a file to the evidence of a case',
      ...{ tag, who: 'staff' },
      params: z.strictObject({ reference: referenceParameter }),
      headers: z.object({ 'idempotency-key': idempotencyKeyHeader }),
      body: fileUpload,
      bodyBytesMax: BODY_BYTES_MAX,
      answers: { 200: { description: 'It is evidence.', schema: commandAnswerSchema } },
      problems: [403, 404, 409, 413],
    },
    async (shell, { params, headers, body, staff }) => {
      const idempotencyKey = headers['idempotency-key'];
      const by = { reference: params.reference, staffId: staff.staffId, idempotencyKey };
      return { json: await addFile(shell, body, by) };
    },
  ),
  route(
    {
      ...{ method: 'get', path: '/api/v1/cases/{reference}/files/{sha256}' },
      operationId: 'getFile',
      summary: 'A file of the evidence',
      ...{ tag, who: 'staff' },
      params: z.strictObject({
        reference: referenceParameter,
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
      answers: bytesAnswer,
      problems: [404],
    },
    async (shell, { params, staff: { staffId } }) => {
      const { evidence, caseId } = await findCase(shell.db.query, params.reference);
      const found = evidence.find(({ file }) => file?.sha256 === params.sha256);
      if (!found) throw new RequestError(404, 'not_found', 'This case has no such file.');
      // Before anybody sees it: who read what (R72).
      await shell.reads.add({ staffId, caseId, part: 'file', at: shell.clock.now() });
      return download(shell, params.sha256, found.file?.name ?? 'file');
    },
  ),
  route(
    {
      ...{ method: 'get', path: '/api/v1/call-guide', operationId: 'getCallGuide' },
      summary: 'What staff say on the phone and in person, step by step',
      ...{ tag: 'cases', who: 'staff' },
      query: z.strictObject({ locale: z.string().max(35).default('en') }),
      answers: {
        200: {
          description: 'The steps, in the language or else in English.',
          schema: z.strictObject({
            steps: z.array(
              z.strictObject({ key: z.string(), title: z.string(), say: z.array(z.string()) }),
            ),
          }),
        },
      },
    },
    async ({ rules }, { query }) => {
      const locale = query.locale.split('-')[0]?.toLowerCase() ?? 'en';
      const { callGuide } = rules.policy.investigation;
      // A locale is outside text: "__proto__" is a name of every object, and of no language.
      const inLocale = <T>(by: Record<string, T>): T | undefined =>
        Object.hasOwn(by, locale) ? by[locale] : by.en;
      const steps = callGuide.map(({ key, title, say }) => ({
        key,
        title: inLocale(title) ?? key,
        say: inLocale(say) ?? [],
      }));
      return { json: { steps } };
    },
  ),
  route(
    {
      ...{ method: 'get', path: '/api/v1/corrective-actions', operationId: 'listActions' },
      summary: 'Corrective actions of all cases, in order of their due time',
      ...{ tag, who: 'staff' },
      query: actionListQuery,
      answers: {
        200: {
          description: 'A page of corrective actions.',
          schema: z.strictObject({ actions: z.array(actionLineSchema), next: nextPage }),
        },
      },
    },
    async (shell, { query, staff }) => ({ json: await actionsPage(shell, query, staff) }),
  ),
];
