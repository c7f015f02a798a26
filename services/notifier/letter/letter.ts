// The formal apology as a letter (R38): the text of its template, the organisation's letterhead, dated by the approval. The
// same letter has the same bytes, whether a mail carries it or a person downloads it.
import type { MessageRequested } from '#shared/events/message.ts';
import type { PolicyData } from '#shared/policy/policy.ts';
import { singleLine } from '../domain/wording.ts';
import type { Renderer } from '../render.ts';
import type { CompiledTemplate } from '../templates/compile.ts';
import { canBeShown, letterPdf } from './letter-pdf.ts';

/** What a letter is written from. */
export type Letter = {
  reference: string;
  remedyLabel: string;
  customerName?: string | undefined;
  amount?: string | undefined;
  currency?: string | undefined;
  /** RFC 3339: when it was approved. */
  datedAt: string;
};

const NAME_CHARS_MAX = 80;

/** A name as it may stand in a letter: letters only, that the font has; anything else is left out (S37). */
function plainName(name: string | undefined): string {
  const line = singleLine(name ?? '', NAME_CHARS_MAX);
  return /^[\p{L}\p{M}.'’ -]*$/u.test(line) && canBeShown(line) ? line : '';
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The letter that goes with a message, or undefined when none does. */
export function letterOf(request: MessageRequested): Letter | undefined {
  const { values, recipient } = request;
  const datedAt = textOf(values.letterDate);
  const reference = request.reference ?? textOf(values.reference);
  if (request.purpose !== 'compensation' || !datedAt || !reference) return undefined;
  return {
    reference,
    remedyLabel: textOf(values.remedyLabel) ?? '',
    customerName: recipient.name,
    amount: textOf(values.amount),
    currency: textOf(values.currency),
    datedAt,
  };
}

/** `edited`: the template that people wrote; without it that of the program. */
export type LetterWriter = (
  letter: Letter,
  locale: string,
  edited?: CompiledTemplate,
) => Promise<Buffer>;

/** Makes the writer of letters. It throws when the letter cannot be written: its template lacks a value. */
export function createLetterWriter(
  renderer: Pick<Renderer, 'renderLetter'>,
  policy: Pick<PolicyData, 'organisation' | 'letter'>,
): LetterWriter {
  const { organisation, letter: head } = policy;
  return (letter, locale, edited) => {
    const customerName = plainName(letter.customerName);
    const { subject, paragraphs, date } = renderer.renderLetter(
      { ...letter, customerName },
      locale,
      edited,
    );
    return letterPdf({
      language: locale,
      organisation,
      sender: head.sender,
      addressee: customerName,
      dated: head.place ? `${head.place}, ${date}` : date,
      subject,
      paragraphs,
      signatory: [
        head.signatory || organisation,
        ...(head.signatoryTitle ? [head.signatoryTitle] : []),
      ],
      reference: letter.reference,
      createdAt: new Date(letter.datedAt),
    });
  };
}
