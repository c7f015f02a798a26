// How satisfied a customer is with what became of their case: the same small form on the status page and on the survey
// page, one answer for each case and epoch.

import { sha256 } from '#shared/blobs.ts';
import { TEXT_MAX } from '#shared/events/intake.ts';
import { cutText } from '#shared/events/text.ts';
import { cleanText, MESSAGE_MAX } from './domain/complaint.ts';
import { parseSatisfactionScore, SATISFACTION_SCALE } from './domain/survey.ts';
import { type AcceptedDraft, acceptDraft, type PortalContext } from './portal-context.ts';
import { type FoundReference, isAccepted } from './portal-store.ts';
import { type FormBody, originalOfForm } from './request-body.ts';
import { naturalDedupKey } from './submission.ts';

/** A case whose handling can be rated. */
export type RatedCase = { caseId: string; caseReference: string; epoch: number } & Pick<
  FoundReference,
  'contactEmail' | 'itemEmail' | 'itemName'
>;

/**
 * The case behind a reference, once it is resolved: whoever rated it before would have used up the one answer that its
 * epoch has, and what became of it in the end could never be rated.
 */
export function ratedCase(found: FoundReference | undefined): RatedCase | undefined {
  if (!found?.caseId || !found.caseReference) return undefined;
  if (found.status !== 'resolved' && found.status !== 'closed') return undefined;
  const { caseId, caseReference, contactEmail, itemEmail, itemName } = found;
  return { caseId, caseReference, epoch: found.epoch ?? 1, contactEmail, itemEmail, itemName };
}

const answerName = (rated: RatedCase): string => `satisfaction/${rated.caseId}/${rated.epoch}`;

/** Whether the case was rated already in this epoch. */
export const isRated = ({ deps }: PortalContext, rated: RatedCase): Promise<boolean> =>
  isAccepted(deps.db.query, naturalDedupKey(answerName(rated), deps.signer));

/** What was answered: the score, if one of the five was chosen, and the comment. */
export const typedAnswer = (body: FormBody) => ({
  score: parseSatisfactionScore(body.fields.get('score')),
  comment: cleanText((body.fields.get('comment') ?? '').slice(0, MESSAGE_MAX)),
});

/** Accepts an answer as an item of the channel `survey`; a second one is told to be known. */
export function acceptAnswer(
  context: PortalContext,
  rated: RatedCase,
  answer: { score: number; comment: string },
  source: { connector: 'survey-page' | 'status-page'; body: FormBody; language: string },
): Promise<AcceptedDraft> {
  const email = rated.contactEmail ?? rated.itemEmail;
  return acceptDraft(
    context,
    {
      channel: 'survey',
      connector: source.connector,
      original: originalOfForm(source.body, 'form', sha256),
      files: [],
      sender: { ...(rated.itemName && { name: rated.itemName }), ...(email && { email }) },
      text: cutText(answer.comment, TEXT_MAX),
      textCut: answer.comment.length > TEXT_MAX,
      language: source.language,
      survey: {
        scale: SATISFACTION_SCALE,
        score: answer.score,
        caseReference: rated.caseReference,
        epoch: rated.epoch,
      },
    },
    { kind: 'natural', name: answerName(rated) },
  );
}
