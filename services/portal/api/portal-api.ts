// What of the portal programs and people outside can ask for, described for the API's document. It is served by the files
// beside it, whose schemas these are.
import { z } from 'zod';
import { idempotencyKeyHeader, type RouteDescription } from '#shared/api/route.ts';
import { complaintBodySchema, fieldLengthsMax } from '../domain/complaint.ts';
import { surveyResponseSchema } from '../domain/survey.ts';

const pages = 'pages for customers';
const page = { description: 'A page.', mediaType: 'text/html; charset=utf-8' };
const key = z.object({ 'idempotency-key': idempotencyKeyHeader });
const lang = z.object({
  lang: z.string().max(200).optional().describe('the language of the page'),
});
const text = (max: number) => z.string().max(max).optional();

const complaintForm = z.object({
  message: z.string().min(1).max(fieldLengthsMax.message),
  subject: text(fieldLengthsMax.subject),
  name: text(fieldLengthsMax.name),
  email: text(fieldLengthsMax.email),
  phone: text(fieldLengthsMax.phone),
  orderNumber: text(fieldLengthsMax.orderNumber),
  occurredAt: text(fieldLengthsMax.occurredAt),
  files: z.array(z.file()).optional().describe('photos, documents'),
});

const rating = z.object({
  score: z.enum(['1', '2', '3', '4', '5']).describe('1 (not at all) to 5 (very)'),
  comment: z.string().optional(),
});

/** Routes for programs. */
const programs: RouteDescription[] = [
  {
    method: 'post',
    path: '/api/v1/complaints',
    operationId: 'complain',
    summary: 'Hand in a complaint',
    description:
      'As JSON, or as multipart/form-data with files. It is stored before the answer comes.',
    tag: 'intake',
    who: 'public',
    headers: key,
    body: complaintBodySchema,
    bodyAs: { 'multipart/form-data': complaintForm },
    answers: {
      202: {
        description: 'Received.',
        schema: z.strictObject({
          reference: z.string().describe('what to call it by, like C-7K3M-9QXD'),
          statusUrl: z.string().describe('where the customer sees how it stands'),
          acknowledgeBy: z.iso.datetime().describe('until when we promise to acknowledge it'),
        }),
        headers: { 'Idempotency-Replayed': '"true" when it was received before.' },
      },
    },
    problems: [409, 429],
  },
  {
    method: 'post',
    path: '/api/v1/surveys/responses',
    operationId: 'sendSurveyResponse',
    summary: 'Send a score from an outside survey tool',
    tag: 'intake',
    who: 'staff',
    headers: key,
    body: surveyResponseSchema,
    answers: {
      202: {
        description: 'Received; a low one opens a case.',
        schema: z.strictObject({ reference: z.string() }),
        headers: { 'Idempotency-Replayed': '"true" when it was received before.' },
      },
    },
    problems: [403, 409],
  },
];

const token = z.strictObject({ token: z.string().max(200) });
const status = z.strictObject({ reference: z.string().max(40) });
const linkToken = lang.extend({ token: z.string().max(200).optional() });
const seeOther = {
  description: 'See the page that Location names.',
  headers: { Location: 'the page' },
};
const refused = { 400: page, 404: page, 409: page, 413: page, 429: page, 503: page };
const asForm = (schema: z.ZodType) => ({ 'application/x-www-form-urlencoded': schema });
const person = { tag: pages, who: 'public', page: true } as const;

/** Pages: HTML, for people. What is wrong is told in words on the same page. */
const pageRoutes: RouteDescription[] = [
  {
    ...person,
    method: 'get',
    path: '/',
    operationId: 'showForm',
    summary: 'The complaint form',
    query: lang,
    answers: { 200: page },
  },
  {
    ...person,
    method: 'post',
    path: '/',
    operationId: 'sendForm',
    summary: 'Hand in a complaint by the form',
    query: lang,
    bodyAs: {
      'multipart/form-data': complaintForm.extend({ idempotencyKey: z.string().optional() }),
    },
    answers: { 202: page, ...refused },
  },
  {
    ...person,
    method: 'get',
    path: '/status',
    operationId: 'showLookup',
    summary: 'Open a case by reference and e-mail address',
    query: lang,
    answers: { 200: page },
  },
  {
    ...person,
    method: 'post',
    path: '/status',
    operationId: 'lookUp',
    summary: 'Be led to the status page',
    query: lang,
    bodyAs: asForm(z.object({ reference: z.string(), email: z.string() })),
    answers: { 303: seeOther, ...refused },
  },
  {
    ...person,
    method: 'get',
    path: '/status/{reference}',
    operationId: 'showStatus',
    summary: 'How a case stands, for its customer',
    description: 'Opens with the token of `statusUrl`.',
    params: status,
    query: linkToken.extend({ sent: z.string().optional() }),
    answers: { 200: page, 404: page, 503: page },
  },
  {
    ...person,
    method: 'post',
    path: '/status/{reference}/reply',
    operationId: 'replyToCase',
    summary: 'Add something to a case, as its customer',
    params: status,
    query: linkToken,
    bodyAs: {
      'multipart/form-data': z.object({
        message: z.string(),
        idempotencyKey: z.string().optional(),
        files: z.array(z.file()).optional(),
      }),
    },
    answers: { 303: seeOther, ...refused },
  },
  {
    ...person,
    method: 'post',
    path: '/status/{reference}/satisfaction',
    operationId: 'rateCase',
    summary: 'Say how satisfied you are with the outcome',
    params: status,
    query: linkToken,
    bodyAs: asForm(rating),
    answers: { 303: seeOther, ...refused },
  },
  {
    ...person,
    method: 'get',
    path: '/survey/{token}',
    operationId: 'showSurvey',
    summary: 'How satisfied are you with the recovery?',
    params: token,
    query: lang.extend({ score: z.string().max(10).optional() }),
    answers: { 200: page, 404: page, 503: page },
  },
  {
    ...person,
    method: 'post',
    path: '/survey/{token}',
    operationId: 'answerSurvey',
    summary: 'Answer the survey',
    params: token,
    query: lang,
    bodyAs: asForm(rating),
    answers: { 200: page, 202: page, ...refused },
  },
];

/** What the portal serves. */
export const portalApi: readonly RouteDescription[] = [...programs, ...pageRoutes];
