// The route of letters for staff: the formal apology as the customer got it, or as a person prints it (R38).
import { z } from 'zod';
import { type Route, referenceParameter, routeFor } from '#shared/api/route.ts';
import type { Clock } from '#shared/clock.ts';
import type { Query } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { parseReference } from '#shared/ids.ts';
import { labelIn, type PolicyData } from '#shared/policy/policy.ts';
import type { Renderer } from '../render.ts';
import type { Templates } from '../templates/templates.ts';
import type { LetterWriter } from './letter.ts';
import { putLetterRead, readLetter, sentLetter } from './letter-store.ts';

/** What the route needs of the notifier. */
export type LetterContext = {
  db: { query: Query };
  clock: Clock;
  policy: Pick<PolicyData, 'remedies' | 'appeasements'>;
  renderer: Pick<Renderer, 'localeFor'>;
  templates: Templates;
  write: LetterWriter;
};

const route = routeFor<LetterContext>();

/** Routes of letters. */
export const letterRoutes: readonly Route<LetterContext>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/letters/{reference}/{remedyId}',
      operationId: 'getLetter',
      summary: 'The formal letter of an approved remedy, as a PDF',
      tag: 'remedies',
      who: 'staff',
      params: z.strictObject({
        reference: referenceParameter,
        remedyId: z.string().regex(/^R\d{1,4}$/),
      }),
      answers: { 200: { description: 'The letter.', mediaType: 'application/pdf' } },
      problems: [404],
    },
    async ({ db, clock, policy, renderer, templates, write }, { params, staff }) => {
      const reference = parseReference(params.reference);
      const row = reference && (await readLetter(db.query, reference, params.remedyId));
      if (!row) throw new RequestError(404, 'not_found', 'There is no such letter.');
      const inForce = await templates.inForce(db.query);
      const asked = renderer.localeFor('compensation', row.language, inForce.isEdited);
      // As it was sent, if it was: later versions of the template change no letter.
      const sent = await sentLetter(db.query, reference, row.approvedAt);
      const locale = sent?.locale ?? asked.locale;
      const version = sent ? sent.templateVersion : inForce.versionOf('compensation', locale);
      const options = [...policy.remedies.flatMap((tier) => tier.options), ...policy.appeasements];
      const option = options.find(({ key }) => key === row.option);
      const letter = {
        reference: row.reference,
        remedyLabel: option ? labelIn(option.label, locale) : row.option,
        customerName: row.customerName ?? undefined,
        amount: row.amount ?? undefined,
        currency: row.currency ?? undefined,
        datedAt: row.approvedAt,
      };
      const bytes = await write(letter, locale, await templates.compiled(version));
      // It holds a customer's name: whoever is shown it stands on record before they see it (R72).
      const { remedyId } = params;
      const { caseId } = row;
      await putLetterRead(db.query, { staffId: staff.staffId, caseId, remedyId, at: clock.now() });
      return {
        bytes,
        headers: {
          'Content-Type': 'application/pdf',
          'Content-Disposition': `attachment; filename="${row.reference}-${params.remedyId}.pdf"`,
          'X-Content-Type-Options': 'nosniff',
        },
      };
    },
  ),
];
