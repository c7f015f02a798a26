// The routes that change cases: the Complaint Log, and one for each command, made from the schemas of the commands.
import { z } from 'zod';
import {
  idempotencyKeyHeader,
  type Route,
  referenceParameter,
  routeFor,
} from '#shared/api/route.ts';
import { statusUrl } from '#shared/status-link.ts';
import { firstContactFix, fixAtFirstContact } from '../complaint-log/first-contact-fix.ts';
import { complaintLog, logComplaint } from '../complaint-log/log-complaint.ts';
import { ladder } from '../domain/case.ts';
import { commandSchemas } from '../domain/commands/commands.ts';
import { type CommandType, commandTypes } from '../domain/commands/permissions.ts';
import { executeCommand } from '../execute-command.ts';
import { bulkBody, executeBulk } from '../lists/bulk.ts';
import type { Shell } from '../work.ts';
import { commandAnswerSchema } from './answers.ts';

const route = routeFor<Shell>();

const keyHeader = z.object({ 'idempotency-key': idempotencyKeyHeader });
const ifMatch = z
  .string()
  .regex(/^(\*|"\d{1,9}")$/, 'give back the ETag of the case, like "12"')
  .optional()
  .describe(
    'the ETag of the case as you read it: when it changed since, nothing happens and you hear 412 (RFC 9110 §13.1.1)',
  );
const commandHeaders = keyHeader.extend({ 'if-match': ifMatch });

/** The version that `If-Match: "12"` names; `*` and no header ask for none. */
const versionOf = (header: string | undefined): number | undefined =>
  header === undefined || header === '*' ? undefined : Number(header.slice(1, -1));

const operationId = (type: CommandType): string =>
  `${type.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())}Case`;

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const commandRoute = (type: CommandType): Route<Shell> =>
  route(
    {
      method: 'post',
      path: `/api/v1/cases/{reference}/${type}`,
      operationId: operationId(type),
      summary: sentence(commandSchemas[type].description ?? type),
      tag: 'commands',
      who: 'staff',
      params: z.strictObject({ reference: referenceParameter }),
      headers: commandHeaders,
      body: commandSchemas[type] as z.ZodType,
      answers: {
        200: {
          description: 'Done: the case as it is now, and what was written.',
          schema: commandAnswerSchema,
          headers: { ETag: 'The version of the case after it.' },
        },
      },
      problems: [403, 404, 409, 412, 422],
    },
    async (shell, { params, headers, body, staff }) => {
      const answer = await executeCommand(shell, {
        reference: params.reference,
        type,
        body,
        staffId: staff.staffId,
        ifVersion: versionOf(headers['if-match']),
        idempotencyKey: headers['idempotency-key'],
      });
      return { json: answer, headers: { ETag: `"${answer.version}"` } };
    },
  );

const bulkResult = z.strictObject({
  reference: z.string(),
  done: z.boolean(),
  version: z.int().optional().describe('of the case after it, when it was done'),
  status: z.string().optional().describe('of the case after it, when it was done'),
  code: z.string().optional().describe('why not, for programs'),
  problem: z.string().optional().describe('why not, for people'),
});

const bulkRoute = route(
  {
    method: 'post',
    path: '/api/v1/cases/bulk',
    operationId: 'commandCases',
    summary: 'Give a command to many cases',
    description:
      'Each is a command of its own, with its own rights and its own result. With "Accept: application/x-ndjson" a line comes for each as it is done. With an Idempotency-Key a repeat goes on where the first attempt ended.',
    tag: 'commands',
    who: ladder,
    headers: keyHeader,
    body: bulkBody,
    answers: {
      200: {
        description: 'A result for each.',
        schema: z.strictObject({
          done: z.int().describe('how many were done'),
          refused: z.int().describe('how many were not'),
          results: z.array(bulkResult),
        }),
        line: bulkResult,
      },
    },
    problems: [403, 409],
  },
  async (shell, { headers, body, staff, request }) => {
    const by = { staffId: staff.staffId, idempotencyKey: headers['idempotency-key'] };
    const results = executeBulk(shell, body, by);
    if (request.accepts(['application/json', 'application/x-ndjson']) === 'application/x-ndjson')
      return { lines: results };
    const all = await Array.fromAsync(results);
    const done = all.filter((result) => result.done).length;
    return { json: { done, refused: all.length - done, results: all } };
  },
);

const firstContactRoute = route(
  {
    method: 'post',
    path: '/api/v1/cases/first-contact',
    operationId: 'fixAtFirstContact',
    summary: 'Log, fix, make good and resolve a small complaint at once (R23)',
    tag: 'cases',
    who: 'staff',
    headers: keyHeader,
    body: firstContactFix,
    answers: {
      201: {
        description: 'It is a resolved case.',
        schema: z.strictObject({
          reference: z.string(),
          statusUrl: z.string(),
          version: z.int(),
          status: z.string(),
        }),
      },
    },
    problems: [403, 409, 422],
  },
  async (shell, { headers, body, staff }) => {
    const by = { staffId: staff.staffId, idempotencyKey: headers['idempotency-key'] };
    const answer = await fixAtFirstContact(shell, body, by);
    const link = statusUrl(shell.publicUrl, shell.signer, answer.reference);
    return { status: 201, json: { ...answer, statusUrl: link } };
  },
);

/** Routes that change cases. */
export const commandRoutes: Route<Shell>[] = [
  route(
    {
      method: 'post',
      path: '/api/v1/cases',
      operationId: 'logComplaint',
      summary: 'Log a complaint taken by phone or in person (Complaint Log Form)',
      tag: 'cases',
      who: 'staff',
      headers: keyHeader,
      body: complaintLog,
      answers: {
        202: {
          description: 'Logged: it is a case in a moment.',
          schema: z.strictObject({ reference: z.string(), statusUrl: z.string() }),
        },
      },
      problems: [403, 409, 422],
    },
    async (shell, { headers, body, staff }) => {
      const key = headers['idempotency-key'];
      const by = { staffId: staff.staffId, idempotencyKey: key };
      const { reference } = await logComplaint(shell, body, by);
      const link = statusUrl(shell.publicUrl, shell.signer, reference);
      return { status: 202, json: { reference, statusUrl: link } };
    },
  ),
  bulkRoute,
  firstContactRoute,
  ...commandTypes.map(commandRoute),
];
