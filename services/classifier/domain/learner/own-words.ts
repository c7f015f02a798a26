// What of a text is its writer's own: quoted and forwarded parts are set apart before it is learnt from or judged by a model.
// The original keeps them, and the rules read all of it. Linear in the length of the text.

/** With fewer words of their own, what they pass on is what they write about. */
const OWN_WORDS_MIN = 3;

const quotedLine = /^\s{0,3}[>|]/;
/** Lines after which mail programs put the mail that is answered or passed on. */
const separators: RegExp[] = [
  /^[\s>]{0,4}-{2,12} ?(?:original message|forwarded message|ursprüngliche nachricht|weitergeleitete nachricht|mensaje original|mensaje reenviado|message d'origine|message original|message transféré) ?-{0,12}/i,
  /^[\s>]{0,4}(?:begin forwarded message|anfang der weitergeleiteten nachricht|inicio del mensaje reenviado|début du message (?:réexpédié|transféré))\s?:/i,
  /^(?:on|am|el|le) [^\n]{6,160}(?:wrote|schrieb|escribió|a écrit)[^\n:]{0,80}:\s{0,3}$/i,
  /^_{10,}\s{0,3}$/,
];
const LINE_MAX = 300;

const wordCount = (text: string): number => text.match(/\p{L}{2,40}/gu)?.length ?? 0;

/**
 * The subject and the writer's own part of the text, for features. When hardly anything is their own, all of it: whoever
 * forwards a complaint without a word means what stands in it.
 */
export function ownWords(subject: string, text: string): string {
  const own: string[] = [];
  for (const line of text.split('\n')) {
    const head = line.length > LINE_MAX ? line.slice(0, LINE_MAX) : line;
    if (separators.some((separator) => separator.test(head))) break;
    if (!quotedLine.test(head)) own.push(line);
  }
  const kept = own.join('\n').trim();
  const body = wordCount(kept) >= OWN_WORDS_MIN ? kept : text.trim();
  return subject.trim() === '' ? body : `${subject.trim()}\n${body}`;
}
