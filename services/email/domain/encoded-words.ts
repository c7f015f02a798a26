// Decodes encoded words of header fields (RFC 2047). What cannot be decoded stays as it came.

const WORD_MAX = 10_000;

function fromBase64(text: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const value = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(
      character,
    );
    if (value === -1) continue;
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return bytes;
}

function fromQ(text: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const hex = code === 61 ? Number.parseInt(text.slice(at + 1, at + 3), 16) : Number.NaN;
    if (!Number.isNaN(hex)) {
      bytes.push(hex);
      at += 2;
    } else if (code === 95) bytes.push(32);
    else if (code < 256) bytes.push(code);
    else bytes.push(...new TextEncoder().encode(text[at]));
  }
  return bytes;
}

function decoded(charset: string, bytes: number[], written: string): string {
  // RFC 2231 §5 allows a language after the charset.
  const label = charset.split('*')[0] ?? '';
  try {
    return new TextDecoder(label).decode(Uint8Array.from(bytes));
  } catch {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
    } catch {
      return written;
    }
  }
}

/**
 * The text with its encoded words decoded. Bytes of neighbouring words of one charset are joined first: many mailers
 * split a character over two words.
 */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  const word = /=\?([\w.*:+-]{1,100})\?([bq])\?([^?\r\n]*)\?=/gi;
  let result = '';
  let end = 0;
  let open: { charset: string; bytes: number[]; written: string } | undefined;
  const close = () => {
    if (open) result += decoded(open.charset, open.bytes, open.written);
    open = undefined;
  };
  for (const match of text.slice(0, WORD_MAX).matchAll(word)) {
    const [written, charset = '', encoding = '', content = ''] = match;
    const between = text.slice(end, match.index);
    const neighbours = open !== undefined && between.trim() === '';
    if (!neighbours) {
      close();
      result += between;
    }
    const bytes = encoding.toLowerCase() === 'b' ? fromBase64(content) : fromQ(content);
    if (open && open.charset === charset.toLowerCase()) {
      open.bytes.push(...bytes);
      open.written += between + written;
    } else {
      close();
      open = { charset: charset.toLowerCase(), bytes, written };
    }
    end = match.index + written.length;
  }
  close();
  return result + text.slice(end);
}
