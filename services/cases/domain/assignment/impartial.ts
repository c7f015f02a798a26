// Impartiality (R21): who is named in a complaint, and who reports to them. Conservative: full names and e-mail addresses.
import { type Actor, type Case, isAtLeast, type LadderRole, type Staffer } from '../case.ts';
import { isAway } from './availability.ts';

/** Somebody of the staff whom a text names, with the words that do. */
export type NamedStaff = { staffId: string; name: string; evidence: string };

const isWordCharacter = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** Whether a text holds some words with nothing of a word right before or after them. Both in small letters. */
function holds(text: string, words: string, joint: (character: string | undefined) => boolean) {
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1))
    if (!joint(text[at - 1]) && !joint(text[at + words.length])) return true;
  return false;
}

const plain = (text: string): string =>
  text.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ').trim();

// Part of a longer address: "anna@example.com" is not named by "joanna@example.com" or "anna@example.company".
const isAddressCharacter = (character: string | undefined): boolean =>
  isWordCharacter(character) || character === '_' || character === '-' || character === '+';

/**
 * Members of staff whom a text names by their full name (two words at least, as they are written) or e-mail address. A first
 * name alone is nobody: too many share it.
 */
export function staffNamedIn(text: string, staff: readonly Staffer[]): NamedStaff[] {
  const said = plain(text);
  return staff.flatMap(({ staffId, name, email }) => {
    const full = plain(name);
    const isFull = full.split(' ').filter((word) => word.length > 1).length > 1;
    if (isFull && holds(said, full, isWordCharacter)) return [{ staffId, name, evidence: name }];
    if (holds(said, email.toLowerCase(), isAddressCharacter))
      return [{ staffId, name, evidence: email }];
    return [];
  });
}

/** The ids of those who may not look into a case: whom it complains about, and who reports to them, by however many. */
export function partialStaff(
  { complainedAbout }: Pick<Case, 'complainedAbout'>,
  staff: readonly Staffer[],
): Set<string> {
  const partial = new Set(complainedAbout.map(({ staffId }) => staffId));
  if (partial.size === 0) return partial;
  for (let before = 0; before < partial.size; ) {
    before = partial.size;
    for (const { staffId, reportsTo } of staff)
      if (reportsTo && partial.has(reportsTo)) partial.add(staffId);
  }
  return partial;
}

/** Why somebody may not have a case, in words; undefined when they may. */
export function partialityOf(
  current: Case,
  person: { staffId: string; name: string },
  staff: readonly Staffer[],
): string | undefined {
  if (current.complainedAbout.some(({ staffId }) => staffId === person.staffId))
    return `The complaint is about ${person.name}: somebody impartial must have it (R21).`;
  return partialStaff(current, staff).has(person.staffId)
    ? `${person.name} reports to whom the complaint is about: somebody impartial must have it (R21).`
    : undefined;
}

/** What whoever must leave a decision to others is told. */
export const LEAVE_TO_OTHERS =
  'Somebody impartial must decide this: the complaint is about you (R21).';

/**
 * Why somebody of the staff must leave a decision about a case to others (R21): it is about them, or about whom they report to, and
 * somebody impartial of the rank is there. Where nobody is, it is theirs: a case that nobody may decide would help nobody.
 */
export function leavesToOthers(
  current: Case,
  needed: LadderRole,
  { actor, staff, now }: { actor: Actor; staff: readonly Staffer[]; now: Date },
): string | undefined {
  if (actor.type !== 'staff' || current.complainedAbout.length === 0) return undefined;
  const partial = partialStaff(current, staff);
  if (!partial.has(actor.staffId)) return undefined;
  const others = staff.some(
    (one) => isAtLeast(one.role, needed) && !partial.has(one.staffId) && !isAway(one, now),
  );
  return others ? LEAVE_TO_OTHERS : undefined;
}
