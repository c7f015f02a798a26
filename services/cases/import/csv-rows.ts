// An owner of `csv-parse` (the other: services/cli/labelled-rows.ts): rows of an old list (RFC 4180), in bounds. A row that
// cannot be read is named by its line; it never ends the reading. What rows mean is not known here.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type Info, parse } from 'csv-parse';
import { RequestError } from '#shared/errors.ts';

/** A row, by the heads of its columns; `line` is where it begins, from 1. */
export type CsvRow = { line: number; record: Record<string, string> };

/** A row that cannot be taken, and why. */
export type RowFault = { line: number; reason: string };

export type CsvReading = {
  /** Bytes of the file. */
  size: number;
  /** Rows in order. Faults of reading are told to `onFault` on the way. */
  rows: AsyncIterable<CsvRow>;
  /** Bytes read so far. */
  read(): number;
};

const FILE_BYTES_MAX = 1024 ** 3;
const COLUMNS_MAX = 200;
/** A longer row is a missing quotation mark. */
const ROW_CHARACTERS_MAX = 1_000_000;

const refuse = (code: string, message: string, cause?: unknown): RequestError =>
  new RequestError(400, code, message, { cause });

function checkHeads(path: string, heads: string[], wanted: readonly string[]): string[] {
  if (heads.length > COLUMNS_MAX)
    throw refuse('too_many_columns', `${path} has more than ${COLUMNS_MAX} columns`);
  for (const name of wanted) {
    const times = heads.filter((head) => head === name).length;
    if (times === 1) continue;
    throw refuse(
      'no_such_column',
      times > 1
        ? `${path} has the column "${name}" ${times} times: rename all but one`
        : `${path} has no column "${name}": it has ${heads.map((head) => `"${head}"`).join(', ')}`,
    );
  }
  return heads;
}

const linesIn = (record: Record<string, string>): number =>
  Object.values(record).reduce((lines, cell) => lines + cell.split('\n').length - 1, 0);

type CsvError = { code?: string; lines?: number; message: string };
// The parser goes on in pieces of what it could not end: that is one fault.
const endless = ['CSV_QUOTE_NOT_CLOSED', 'CSV_MAX_RECORD_SIZE'];

function faultOf(error: CsvError | undefined): RowFault {
  const { code = '', lines: line = 0, message = 'cannot be read' } = error ?? {};
  return endless.includes(code)
    ? {
        line,
        reason:
          'a quotation mark in this line or above is never closed: what follows it is not read as rows',
      }
    : { line, reason: message };
}

/**
 * Opens a file of rows. Heads and cells are as they are, only heads are trimmed.
 * @throws RequestError when the file cannot be read, is too large, or lacks a column; the last also while reading
 */
export async function openCsv(
  path: string,
  delimiter: string,
  wanted: readonly string[],
  onFault: (fault: RowFault) => void,
): Promise<CsvReading> {
  const found = await stat(path).catch((cause: unknown) => {
    throw refuse('no_such_file', `${path} cannot be read`, cause);
  });
  if (!found.isFile()) throw refuse('no_such_file', `${path} is no file`);
  if (found.size > FILE_BYTES_MAX)
    throw refuse('too_large', `${path} is larger than 1 GiB: import it in parts`);
  const file = createReadStream(path);
  let hasHeads = false;
  let isEndless = false;
  const parser = parse({
    ...{ bom: true, info: true, delimiter, skip_empty_lines: true, skip_records_with_error: true },
    columns: (heads: string[]) => {
      hasHeads = true;
      const trimmed = heads.map((head) => head.trim());
      return checkHeads(path, trimmed, wanted);
    },
    max_record_size: ROW_CHARACTERS_MAX,
  });
  parser.on('skip', (error: CsvError | undefined) => {
    const again = endless.includes(error?.code ?? '');
    if (!(again && isEndless)) onFault(faultOf(error));
    isEndless ||= again;
  });
  file.on('error', (error) => parser.destroy(error));
  async function* rows(): AsyncGenerator<CsvRow> {
    file.pipe(parser);
    try {
      for await (const { record, info } of parser as AsyncIterable<{
        record: Record<string, string>;
        info: Info;
      }>)
        yield { line: info.lines - linesIn(record), record };
      if (!hasHeads)
        throw refuse('no_columns', `${path} is empty: its first line names the columns`);
    } catch (cause) {
      if (cause instanceof RequestError) throw cause;
      throw refuse('unreadable_file', `reading ${path} failed`, cause);
    } finally {
      file.destroy();
      parser.destroy();
    }
  }
  return { size: found.size, rows: rows(), read: () => file.bytesRead };
}
