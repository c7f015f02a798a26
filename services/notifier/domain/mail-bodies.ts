// Headers and HTML of a mail that this program composed (senders/email.ts), out of its bytes as text. Of no other mails.

/** RFC 2045 §6.7, of UTF-8. */
function decodeQuotedPrintable(text: string): string {
  const joined = text.replace(/=\r\n/g, '');
  const bytes: number[] = [];
  for (let at = 0; at < joined.length; at++) {
    const hex =
      joined[at] === '=' ? /^[0-9A-F]{2}/.exec(joined.slice(at + 1, at + 3))?.[0] : undefined;
    if (hex) at += 2;
    bytes.push(hex ? Number.parseInt(hex, 16) : joined.charCodeAt(at) & 0xff);
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

const EMPTY_LINE = '\r\n\r\n';

/** The headers and the HTML part; nulls where there is no mail. */
export function bodiesOf(raw: string | null): { headers: string | null; html: string | null } {
  if (raw === null) return { headers: null, html: null };
  const headers = raw.slice(0, Math.max(0, raw.indexOf(EMPTY_LINE))).replaceAll('\r\n', '\n');
  const part = raw.indexOf('\r\nContent-Type: text/html');
  if (part < 0) return { headers, html: null };
  const from = raw.indexOf(EMPTY_LINE, part) + EMPTY_LINE.length;
  // The boundary cannot occur in a quoted-printable body ("=_" is no encoding).
  const until = raw.indexOf('\r\n--=_', from);
  const body = raw.slice(from, until < 0 ? undefined : until);
  return { headers, html: decodeQuotedPrintable(body) };
}
