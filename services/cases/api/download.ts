// How bytes that came from outside are given to staff: as a download only, never shown by the browser (S4).
import type { Answer } from '#shared/api/route.ts';
import { readBlob } from '#shared/blobs.ts';
import { RequestError } from '#shared/errors.ts';
import type { Shell } from '../work.ts';

// What a file is saved as: letters, digits and a few signs, no path, nothing invisible or that turns the reading direction, no
// leading dot (S5, S6). RFC 6266 §4.3 and RFC 8187 for all but ASCII.
function disposition(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M} ._()+-]/gu, '_')
    .replace(/^[. ]+/, '_')
    .slice(-120)
    .toWellFormed();
  const ascii = plain.replace(/[^\x20-\x7e]/g, '_') || 'file';
  const encoded = encodeURIComponent(plain || 'file').replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/**
 * Some stored bytes as an answer. `name` is what a person sees them saved as.
 * @throws RequestError 404 when they are not here.
 */
export async function download(shell: Shell, sha256: string, name: string): Promise<Answer> {
  const bytes = await readBlob(shell.db.query, sha256);
  if (!bytes) throw new RequestError(404, 'not_found', 'These bytes are not here (erased?).');
  return {
    bytes,
    headers: {
      'Content-Disposition': disposition(name),
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "sandbox; default-src 'none'",
    },
  };
}

/** The answer of a route that gives bytes. */
export const bytesAnswer = {
  200: {
    description: 'The bytes as they came, as a download.',
    mediaType: 'application/octet-stream',
  },
};
