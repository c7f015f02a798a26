// Reads what a request carries (multipart, urlencoded or raw) within bounds of size, count and memory. What the fields
// mean is not known here; a fault is a value, so that a form can come back with what was typed.
import busboy from 'busboy';
import express, { type Request } from 'express';
import { RequestError } from '#shared/errors.ts';
import { cleanFileName, MESSAGE_MAX } from './domain/complaint.ts';

/** A file as it was sent; its name is cleaned for display, its media type is the sender's word. */
export type SentFile = { field: string; name: string; mediaType: string; content: Buffer };

/** Why a body is not whole: a closed set. */
export type BodyFault = 'too_large' | 'too_many_files' | 'malformed' | 'busy';

/** A form body: the first value of each field, which fields came twice, the files, and what it was made of. */
export type FormBody = {
  fields: Map<string, string>;
  repeated: Set<string>;
  files: SentFile[];
  /** There were files, even if they were not kept. */
  hadFiles: boolean;
  faults: Set<BodyFault>;
};

/** A form with nothing in it. */
export const emptyForm = (): FormBody => ({
  fields: new Map(),
  repeated: new Set(),
  files: [],
  hadFiles: false,
  faults: new Set(),
});

export type BodyLimits = { bodyBytesMax: number; filesMax: number };

/** Bytes that all requests together may hold in memory. What is taken `beside` a number must leave that many free. */
export type MemoryBudget = {
  take(bytes: number, beside: number): boolean;
  give(bytes: number): void;
  /** What only small requests may take. */
  kept: number;
};

/** An eighth is kept for small requests: slow uploads of large files cannot keep out complaints in words. */
export function createMemoryBudget(bytesMax: number): MemoryBudget {
  let taken = 0;
  return {
    kept: Math.floor(bytesMax / 8),
    take: (bytes, beside) => {
      if (taken + bytes + beside > bytesMax) return false;
      taken += bytes;
      return true;
    },
    give: (bytes) => {
      taken -= bytes;
    },
  };
}

/** A request's share of the budget; `release` gives all of it back, once. */
export type MemoryShare = { take(bytes: number): boolean; release(): void };

// A complaint of ordinary length with a phone's picture in it is beyond this; words alone hardly ever are.
const SMALL_BYTES = 64 * 1024;

/** Begins a request's share; nothing is taken yet. */
export function shareOf(budget: MemoryBudget): MemoryShare {
  let held = 0;
  return {
    take: (bytes) => {
      if (!budget.take(bytes, held + bytes > SMALL_BYTES ? budget.kept : 0)) return false;
      held += bytes;
      return true;
    },
    release: () => {
      budget.give(held);
      held = 0;
    },
  };
}

const FIELDS_MAX = 20;
const FIELD_NAME_BYTES_MAX = 100;
// The longest message, each character in four bytes.
const FIELD_BYTES_MAX = MESSAGE_MAX * 4;
const HEADERS_PER_PART_MAX = 20;
// A body this many times beyond the limit is answered at once, not read to its end first.
const PATIENCE = 4;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows1252 = new TextDecoder('windows-1252');

/** Text from bytes of a form: UTF-8, or else what old browsers send. busboy hands the bytes over as latin1. */
function decodeValue(value: string): string {
  if (/[^\u0000-\u00ff]/.test(value)) return value;
  const bytes = Buffer.from(value, 'latin1');
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}

function parserFor(request: Request, limits: BodyLimits): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      defCharset: 'latin1',
      defParamCharset: 'utf8',
      limits: {
        fieldNameSize: FIELD_NAME_BYTES_MAX,
        fieldSize: FIELD_BYTES_MAX,
        fields: FIELDS_MAX,
        files: limits.filesMax,
        fileSize: limits.bodyBytesMax,
        parts: FIELDS_MAX + limits.filesMax,
        headerPairs: HEADERS_PER_PART_MAX,
      },
    });
  } catch (error) {
    throw new RequestError(
      415,
      'unsupported_media_type',
      'Send application/json, or multipart/form-data with its boundary.',
      { cause: error },
    );
  }
}

/** Collects files while there is room; what finds none is read and let go. */
function collectFiles(parser: busboy.Busboy, body: FormBody, share: MemoryShare): void {
  parser.on('file', (field, stream, info) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => {
      if (body.faults.size > 0) return;
      if (share.take(chunk.length)) chunks.push(chunk);
      else body.faults.add('busy');
    });
    stream.on('limit', () => body.faults.add('too_large'));
    // A body that breaks off inside a file: said once, by the parser's own error.
    stream.on('error', () => body.faults.add('malformed'));
    stream.on('end', () => {
      const content = Buffer.concat(chunks);
      // A file field that was left empty comes as a part without a name and content.
      if (!info.filename && content.length === 0) return;
      body.hadFiles = true;
      const mediaType = (info.mimeType || 'application/octet-stream').slice(0, 255);
      body.files.push({
        field: field ?? '',
        name: cleanFileName(info.filename),
        mediaType,
        content,
      });
    });
  });
  parser.on('filesLimit', () => {
    body.hadFiles = true;
    body.faults.add('too_many_files');
  });
}

function collectFields(parser: busboy.Busboy, body: FormBody, share: MemoryShare): void {
  parser.on('field', (name, value, info) => {
    const field = name ?? '';
    if (info.nameTruncated || info.valueTruncated) body.faults.add('too_large');
    if (!share.take(value.length)) body.faults.add('busy');
    else if (body.fields.has(field)) body.repeated.add(field);
    else body.fields.set(field, decodeValue(value));
  });
  parser.on('fieldsLimit', () => body.faults.add('malformed'));
  parser.on('partsLimit', () => body.faults.add('malformed'));
}

/**
 * Reads a form to its end. The body may have faults; whatever could be read of its fields is there all the same.
 * @throws RequestError 415 for another kind of body, 400 when the sender went away.
 */
export function readForm(
  request: Request,
  limits: BodyLimits,
  share: MemoryShare,
): Promise<FormBody> {
  const parser = parserFor(request, limits);
  const body = emptyForm();
  collectFields(parser, body, share);
  collectFiles(parser, body, share);
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const finish = (): void => {
      request.off('close', onClose);
      resolve(body);
    };
    const onClose = (): void => {
      if (!request.complete) reject(new RequestError(400, 'incomplete', 'The request broke off.'));
    };
    const abandon = (fault: BodyFault): void => {
      body.faults.add(fault);
      request.unpipe(parser);
      request.resume();
      finish();
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limits.bodyBytesMax) body.faults.add('too_large');
      if (bytes > limits.bodyBytesMax * PATIENCE) abandon('too_large');
    });
    request.on('close', onClose);
    parser.on('error', () => abandon('malformed'));
    parser.on('close', finish);
    request.pipe(parser);
  });
}

/** The fault of a body as a refusal, for programs. */
export function bodyFaultError(fault: BodyFault, limits: BodyLimits): RequestError {
  const megabytes = Math.floor(limits.bodyBytesMax / (1024 * 1024));
  switch (fault) {
    case 'too_large':
      return new RequestError(413, 'too_large', `The body is larger than ${megabytes} MB.`);
    case 'too_many_files':
      return new RequestError(413, 'too_many_files', `Send at most ${limits.filesMax} files.`);
    case 'malformed':
      return new RequestError(400, 'malformed_body', 'The form could not be read to its end.');
    case 'busy':
      return new RequestError(503, 'busy', 'Redress is very busy. Nothing was accepted.', {
        retryAfterSeconds: 10,
      });
    default:
      return fault satisfies never;
  }
}

/**
 * What is kept as the original of a form: its fields as they were read and the digests of its files, whose bytes are
 * kept on their own.
 */
export function originalOfForm(
  body: FormBody,
  contentType: string,
  digest: (bytes: Buffer) => string,
): Buffer {
  return Buffer.from(
    JSON.stringify({
      contentType,
      fields: Object.fromEntries(body.fields),
      files: body.files.map((file) => ({
        field: file.field,
        name: file.name,
        mediaType: file.mediaType,
        bytes: file.content.length,
        sha256: digest(file.content),
      })),
    }),
  );
}

/**
 * JSON as RFC 8259 wants it: UTF-8.
 * @throws RequestError 400
 */
export function parseJsonBytes(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new RequestError(400, 'invalid_json', 'The body is not JSON in UTF-8.', { cause: error });
  }
}

/** Reads the bytes of a JSON body; other bodies pass. Compressed ones are refused: a small one can unpack to anything. */
export const rawJson = (bytesMax: number) =>
  express.raw({ type: ['application/json'], limit: bytesMax, inflate: false });
