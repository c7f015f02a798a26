// Scores: what an outside survey tool sends and what a customer answers on our own pages. What a low score leads to is
// decided by services/cases.
import { z } from 'zod';
import { cleanLine, cleanText, EMAIL_MAX, isEmailAddress, MESSAGE_MAX } from './complaint.ts';

/** The scale of our own satisfaction form: 1 (not at all) to 5 (very). */
export const SATISFACTION_SCALE = 5;

const line = (lengthMax: number) =>
  z
    .string('must be a text')
    .max(lengthMax, `is longer than ${lengthMax} characters`)
    .transform(cleanLine);
const emailAddress = line(EMAIL_MAX).refine(
  (text) => text === '' || isEmailAddress(text),
  'is not one e-mail address',
);

/** The body of `POST /api/v1/surveys/responses`. An unknown key is refused (S23). */
export const surveyResponseSchema = z
  .strictObject({
    scale: z
      .number('is required: the highest possible score')
      .positive()
      .max(1000)
      .describe('The highest possible score, e.g. 5 or 10.'),
    score: z
      .number('is required and must be a number')
      .nonnegative()
      .describe('The score given, 0 to `scale`.'),
    comment: z
      .string('must be a text')
      .max(MESSAGE_MAX, `is longer than ${MESSAGE_MAX} characters`)
      .transform(cleanText)
      .nullish()
      .describe('What the customer wrote.'),
    service: line(200).nullish().describe('The service that was rated.'),
    customer: z
      .strictObject({
        name: line(200).nullish(),
        email: emailAddress.nullish(),
        phone: line(50).nullish(),
      })
      .nullish()
      .describe('Who answered; without an address nobody can be written to.'),
    caseReference: z
      .string('must be a text')
      .max(40, 'is not a case reference')
      .nullish()
      .describe('The case whose handling was rated.'),
    caseEpoch: z
      .int('must be a whole number')
      .min(1)
      .max(999_999)
      .nullish()
      .describe(
        'Which resolution of the case was asked about: 1 until it is first reopened, then 2 …; the last when absent.',
      ),
    responseId: z
      .string('must be a text')
      .min(1, 'is empty')
      .max(200, 'is longer than 200 characters')
      .nullish()
      .describe('The id of the response in the survey tool: the same id is accepted once.'),
    answeredAt: z.iso
      .datetime({ offset: true, error: 'is not an RFC 3339 time' })
      .nullish()
      .describe('When it was answered (RFC 3339).'),
  })
  .refine((response) => response.score <= response.scale, {
    path: ['score'],
    message: 'is higher than the scale',
  })
  .refine(({ caseEpoch, caseReference }) => !caseEpoch || caseReference, {
    path: ['caseEpoch'],
    message: 'needs the caseReference that it belongs to',
  });
export type SurveyResponse = z.infer<typeof surveyResponseSchema>;

/** The score of our own form, 1 to 5, or undefined when none was chosen. */
export function parseSatisfactionScore(typed: string | undefined): number | undefined {
  return typed && /^[1-5]$/.test(typed) ? Number(typed) : undefined;
}
