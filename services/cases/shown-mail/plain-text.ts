// Plain text as HTML of the same shape that sanitised mails have: paragraphs as written, links to click, quotes marked.

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? '');

const address = /https?:\/\/[^\s<>"'`\\]{1,2000}/g;
const END_MARKS = /[.,;:!?)\]}]{1,5}$/;

function linked(text: string): string {
  let at = 0;
  let html = '';
  for (const { 0: found, index } of text.matchAll(address)) {
    const url = found.replace(END_MARKS, '');
    const shown = escaped(url);
    html += `${escaped(text.slice(at, index))}<a href="${shown}" title="${shown}">${shown}</a>`;
    at = index + url.length;
  }
  return html + escaped(text.slice(at));
}

// The line above a quote ("On … wrote:"), in the languages of most customers.
const attribution =
  /^.{0,300}(?:wrote|schrieb|escribió|a écrit|ha scritto|schreef)[^:]{0,80}:\s*$/i;
const restMark =
  /^(?:-{3,20} ?(?:original message|ursprüngliche nachricht|mensaje original|message d'origine) ?-{3,20}|_{20,80})$/i;

type Block = { part?: 'quoted' | 'signature'; lines: string[] };

/** Lines as they belong together: written, quoted (">"), signature ("-- " and below). */
function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let rest: Block['part'];
  for (const line of text.split('\n')) {
    if (line === '-- ' || line === '--') rest ??= 'signature';
    else if (restMark.test(line.trim())) rest ??= 'quoted';
    const part = rest ?? (line.startsWith('>') ? 'quoted' : undefined);
    const last = blocks.at(-1);
    if (last && last.part === part) last.lines.push(line);
    else {
      const above = last?.lines.at(-1);
      const told = part === 'quoted' && above !== undefined && attribution.test(above);
      if (told) last?.lines.pop();
      blocks.push({ ...(part ? { part } : {}), lines: told ? [above, line] : [line] });
    }
  }
  return blocks.filter(({ lines }) => lines.some((line) => line.trim() !== ''));
}

/** Some plain text as HTML. */
export const htmlOfText = (text: string): string =>
  blocksOf(text)
    .map(({ part, lines }) => {
      const mark = part ? ` data-part="${part}"` : '';
      return `<div style="white-space:pre-wrap;"${mark}>${linked(lines.join('\n').trim())}</div>`;
    })
    .join('');
