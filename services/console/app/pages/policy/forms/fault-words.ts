// What the API says is wrong with a field, told apart so that it can be said in the reader's language. What is not known here is
// shown as the API says it.

const known: [RegExp, string][] = [
  [/^Too small: expected (?:string|array) to have >=1 /, 'empty'],
  [/^Too small: expected (?:number|int) to be >0/, 'moreThanNothing'],
  [/^Too small: expected (?:number|int) to be >=?(-?[\d.]+)/, 'atLeast'],
  [/^Too big: expected (?:number|int) to be <=?([\d.]+)/, 'atMost'],
  [/^Too big: expected string to have <=(\d+)/, 'tooLong'],
  [/^Too big: expected array to have <=(\d+)/, 'tooMany'],
  [/^Invalid input: expected int/, 'whole'],
  [/^Invalid input: /, 'missing'],
  [/^Invalid option: /, 'choose'],
  [/^Invalid email/, 'email'],
  [/^expected an amount/, 'amount'],
  [/^expected hours like/, 'hours'],
  [/^hours must end after/, 'hoursOrder'],
  [/^expected a date/, 'date'],
  [/^expected a time of day/, 'time'],
  [/^"to" must be/, 'dateOrder'],
  [/^a calendar must be open/, 'neverOpen'],
  [/^closures of every year/, 'closedTooMuch'],
  [/ have the same key$/, 'sameKey'],
  [/^expected another category of the list/, 'parent'],
  [/^an exception must name/, 'exception'],
  [/^an appeasement with an amount/, 'appeasement'],
  [/^a term is words/, 'term'],
  [/^no calendar "/, 'noCalendar'],
  [/^expected a word of small letters/, 'word'],
];

/** The key of a fault's words, and the number that it names. */
export function faultKey(message: string): { key: string; number: string } | undefined {
  for (const [pattern, key] of known) {
    const found = pattern.exec(message);
    if (found) return { key, number: found[1] ?? '' };
  }
  return undefined;
}
