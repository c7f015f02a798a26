// The labelled tasks of the data directory and its split: which rows train and which test. No learner here.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

type Row = Record<string, string>;

/** One labelled text. */
export type Example = { text: string; label: string; language: string };

/** A question asked of a set. `keep` chooses the rows that have a trustworthy answer. */
export type Task = {
  name: string;
  set: string;
  label: string;
  keep?: (row: Row) => boolean;
  /** The label of texts that belong to none of the classes: asked for rejection besides. */
  outOfScope?: string;
  /** Labels are random: nobody may do better than chance. */
  control?: true;
};

const present = (column: string) => (row: Row) => row[column] !== '';
const inLanguage = (language: string) => (row: Row) => row.language === language;
const task = (set: string, label: string, more: Partial<Task> = {}): Task => ({
  name: `${set}: ${label}`,
  set,
  label,
  ...more,
});

/** Every labelled set, by the labels that its description calls worth using. */
export const tasks: Task[] = [
  task('airline_sentiment', 'sentiment'),
  task('airline_sentiment', 'negativereason', {
    keep: (row) => row.negativereason !== '' && Number(row.negativereason_confidence) >= 0.6,
  }),
  task('amazon_alexa_reviews', 'rating'),
  task('banking77', 'intent'),
  task('bitext_intents', 'category'),
  task('bitext_intents', 'intent'),
  task('cfpb_narratives', 'product'),
  task('cfpb_narratives', 'issue', { keep: present('issue') }),
  task('clinc150_oos', 'intent', { outOfScope: 'oos' }),
  task('clinc150_oos', 'domain', { outOfScope: 'oos' }),
  task('complaint_severity_xci', 'complaint'),
  task('complaint_severity_xci', 'severity_name'),
  task('complaint_severity_xci', 'severity_name', {
    name: 'complaint_severity_xci: severity_name of complaints',
    keep: (row) => row.complaint === '1',
  }),
  task('endava_it_tickets_sample', 'ticket_type'),
  task('endava_it_tickets_sample', 'urgency'),
  task('germeval2017_bahn_feedback', 'relevant'),
  task('germeval2017_bahn_feedback', 'sentiment'),
  task('goemotions', 'agitated'),
  task('hatecheck_multilingual_threats', 'threat'),
  task('hatecheck_multilingual_threats', 'threat', {
    name: 'hatecheck_multilingual_threats: threat, English',
    keep: inLanguage('en'),
  }),
  task('hint3_real_bot_queries', 'oos'),
  ...['curekart', 'powerplay11', 'sofmattress'].map((bot) =>
    task('hint3_real_bot_queries', 'intent', {
      name: `hint3_real_bot_queries: intent, ${bot}`,
      keep: (row) => row.bot === bot,
      outOfScope: 'NO_NODES_DETECTED',
    }),
  ),
  task('surge_toxicity', 'toxic'),
  task('synthetic_complaints_urgency_hari', 'category'),
  task('synthetic_complaints_urgency_hari', 'urgency'),
  task('tickets_multilang_tobibueck', 'queue'),
  task('tickets_multilang_tobibueck', 'priority'),
  task('tickets_multilang_tobibueck', 'type'),
  task('tweeteval_offensive', 'label'),
  task('control_suraj520_random_labels', 'priority', { control: true }),
  task('control_suraj520_random_labels', 'type', { control: true }),
];

/** Labels with fewer training rows are left out: there is nothing to learn them from, and less to measure. */
const LABEL_ROWS_MIN = 15;

/** A row is a test row when the last hex digit of its id is 0, 1 or 2. */
export const isTestRow = (row: Row): boolean => /[012]$/.test(row.id ?? '');

/** Reads a set whole. */
export function readSet(directory: string, set: string): Row[] {
  const bytes = gunzipSync(readFileSync(join(directory, `${set}.csv.gz`)));
  return parse(bytes, { columns: true, bom: true, relax_column_count: false }) as Row[];
}

/** The training and test rows of a task. */
export function readTask(
  directory: string,
  { set, label, keep }: Task,
): { train: Example[]; test: Example[] } {
  const rows = readSet(directory, set).filter((row) => keep?.(row) ?? true);
  const counts = new Map<string, number>();
  for (const row of rows) {
    if (!isTestRow(row)) counts.set(row[label] ?? '', (counts.get(row[label] ?? '') ?? 0) + 1);
  }
  const known = rows.filter((row) => (counts.get(row[label] ?? '') ?? 0) >= LABEL_ROWS_MIN);
  const toExample = (row: Row): Example => ({
    text: row.text ?? '',
    label: row[label] ?? '',
    language: row.language ?? '',
  });
  return {
    train: known.filter((row) => !isTestRow(row)).map(toExample),
    test: known.filter(isTestRow).map(toExample),
  };
}
