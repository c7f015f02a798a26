// An owner of `csv-parse` (the other: services/cases/import/csv-rows.ts): rows of a CSV file (RFC 4180), plain or gzipped, as labelled texts. A row that cannot be
// used is named by its line and counted; it never ends the reading.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { type Info, parse } from 'csv-parse';
import { RequestError } from '#shared/errors.ts';

/** Which columns are read. */
export type Columns = { text: string; label: string; lang?: string };

/** A row that can be learnt from or tested on. */
export type LabelledText = { text: string; label: string; language: string };

/** A row that was left out, and why. */
export type BadRow = { line: number; reason: string };

/** What a file gave. */
export type LabelledRows = { rows: LabelledText[]; bad: BadRow[] };

/** A longer record is a missing quotation mark, not a text. */
const RECORD_CHARACTERS_MAX = 5_000_000;

function checkColumns(path: string, there: string[], { text, label, lang }: Columns): void {
  for (const wanted of [text, label, lang]) {
    if (wanted === undefined || there.includes(wanted)) continue;
    throw new RequestError(
      400,
      'no_such_column',
      `${path} has no column "${wanted}": it has ${there.map((name) => `"${name}"`).join(', ')}`,
    );
  }
}

function toLabelled(record: Record<string, string>, columns: Columns): LabelledText | string {
  const text = record[columns.text] ?? '';
  const label = record[columns.label] ?? '';
  if (text.trim() === '') return 'has no text';
  if (label.trim() === '') return 'has no label';
  return { text, label, language: columns.lang ? (record[columns.lang] ?? '') : '' };
}

/**
 * Reads labelled texts. `onProgress` hears the share of the file that is read.
 * @throws RequestError when the file cannot be read, or lacks a column
 */
export async function readLabelledRows(
  path: string,
  columns: Columns,
  onProgress: (share: number) => void = () => {},
): Promise<LabelledRows> {
  const bad: BadRow[] = [];
  const rows: LabelledText[] = [];
  let total: number;
  try {
    total = (await stat(path)).size;
  } catch (cause) {
    throw new RequestError(400, 'no_such_file', `${path} cannot be read`, { cause });
  }
  const file = createReadStream(path);
  const parser = parse({
    bom: true,
    info: true,
    columns: (names: string[]) => {
      checkColumns(path, names, columns);
      return names;
    },
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: RECORD_CHARACTERS_MAX,
  });
  parser.on('skip', (error: { lines?: number; message: string } | undefined) => {
    bad.push({ line: error?.lines ?? 0, reason: error?.message ?? 'cannot be read' });
  });
  const forward = (error: Error): void => {
    parser.destroy(error);
  };
  file.on('error', forward);
  const unpacked = path.endsWith('.gz') ? file.pipe(createGunzip()).on('error', forward) : file;
  unpacked.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: Info;
    }>) {
      const row = toLabelled(record, columns);
      if (typeof row === 'string') bad.push({ line: info.lines, reason: row });
      else rows.push(row);
      if ((rows.length & 0xff) === 0) onProgress(total === 0 ? 1 : file.bytesRead / total);
    }
  } catch (cause) {
    if (cause instanceof RequestError) throw cause;
    throw new RequestError(
      400,
      'unreadable_file',
      `reading ${path} failed after ${rows.length} rows`,
      { cause },
    );
  } finally {
    file.destroy();
  }
  return { rows, bad };
}
