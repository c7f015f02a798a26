// What a stranger sent, made safe to look at: plain text, bounded, with what could deceive a reader made visible. Pure.

/** A header of a mail, as it stood there, in one line. */
export type SourceHeader = { name: string; value: string };

const HEADERS_MAX = 100;
const VALUE_MAX = 1_000;

// Controls, and what turns the direction of text or hides in it: an address could read as another one (Unicode TR36).
const deceptive =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** A text with everything invisible or turning made visible as U+FFFD, cut to a length in characters. */
export function plainText(text: string, max: number): { text: string; cut: boolean } {
  const shown = text.slice(0, max).toWellFormed().replaceAll('\r\n', '\n');
  return { text: shown.replace(deceptive, '\ufffd'), cut: text.length > max };
}

/** The headers of a mail from its first bytes (RFC 5322 §2.2), unfolded and bounded. Takes any bytes. */
export function sourceHeaders(start: Uint8Array): { headers: SourceHeader[]; cut: boolean } {
  const lines = Buffer.from(start).toString('utf8').split('\n');
  const found: SourceHeader[] = [];
  for (const raw of lines) {
    const line = raw.replace(/\r$/, '');
    if (line === '') return { headers: found.map(shown), cut: false };
    const last = found.at(-1);
    if (/^[ \t]/.test(line) && last) {
      if (last.value.length < VALUE_MAX) last.value += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 1 || colon > 100) continue;
    if (found.length >= HEADERS_MAX) return { headers: found.map(shown), cut: true };
    found.push({ name: line.slice(0, colon), value: line.slice(colon + 1).trim() });
  }
  return { headers: found.map(shown), cut: true };
}

const shown = ({ name, value }: SourceHeader): SourceHeader => ({
  name: plainText(name, 100).text,
  value: plainText(value, VALUE_MAX).text,
});
