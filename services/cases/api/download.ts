// How bytes that came from outside are given to staff: as a download only, never shown by the browser (S4).
import type { Answer } from '#shared/api/route.ts';
import { readBlob } from '#shared/blobs.ts';
import { RequestError } from '#shared/errors.ts';
import type { Shell } from '../work.ts';

/**
 * Some stored bytes as an answer.
 * @throws RequestError 404 when they are not here.
 */
export async function download(shell: Shell, sha256: string): Promise<Answer> {
  const bytes = await readBlob(shell.db.query, sha256);
  if (!bytes) throw new RequestError(404, 'not_found', 'These bytes are not here (erased?).');
  return {
    bytes,
    headers: {
      'Content-Disposition': `attachment; filename="${sha256.slice(0, 16)}.bin"`,
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
