// The project's own labelled sets (test/corpus/classifier) as sums: of sealed rows nothing but sums leaves this file.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { severities } from '../../shared/events/intake.ts';
import { judge } from '../corpus/classifier/judge.ts';

export const languages = ['en', 'de', 'es', 'fr'] as const;
export const parts = ['open', 'sealed'] as const;
export const threatLabels = ['threat', 'insult', 'harmless'] as const;
type Part = (typeof parts)[number];

type Row = { id: string; text: string; severity?: string; label?: string };

const readRows = (set: string, language: string, part: Part): Row[] => {
  const name = `../corpus/classifier/${set}/${language}${part === 'sealed' ? '.sealed' : ''}.jsonl`;
  return readFileSync(fileURLToPath(new URL(name, import.meta.url)), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
};

/** How many rows of each true label (outer) were taken for each label (inner). */
export type Confusion = number[][];

const emptyConfusion = (size: number): Confusion =>
  Array.from({ length: size }, () => Array.from({ length: size }, () => 0));

/** Counts one answer. */
export function countAnswer(confusion: Confusion, truth: number, answer: number): void {
  const row = confusion[truth];
  if (row) row[answer] = (row[answer] ?? 0) + 1;
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The mean over labels of the harmonic mean of precision and recall. */
export function macroF1(confusion: Confusion): number {
  const scores = confusion.map((row, label) => {
    const right = row[label] ?? 0;
    const said = sum(confusion.map((each) => each[label] ?? 0));
    return said + sum(row) === 0 ? 0 : (2 * right) / (said + sum(row));
  });
  return sum(scores) / scores.length;
}

/** Cohen's kappa with squared weights (Cohen 1968): 1 is agreement, 0 is chance. */
export function quadraticKappa(confusion: Confusion): number {
  const total = sum(confusion.map(sum));
  const said = confusion.map((_, label) => sum(confusion.map((row) => row[label] ?? 0)));
  let seen = 0;
  let expected = 0;
  confusion.forEach((row, truth) => {
    row.forEach((count, answer) => {
      const weight = (truth - answer) ** 2;
      seen += weight * count;
      expected += (weight * sum(row) * (said[answer] ?? 0)) / total;
    });
  });
  return expected === 0 ? 0 : 1 - seen / expected;
}

/** Adds confusions of the same labels. */
export const addConfusions = (many: Confusion[]): Confusion =>
  many.reduce((one, other) =>
    one.map((row, truth) => row.map((count, answer) => count + (other[truth]?.[answer] ?? 0))),
  );

/** The two bounds of issue 7: shares, of Major and Critical below Moderate and of Minor raised to Major and above. */
export function severityBounds(confusion: Confusion): { missed: number; overraised: number } {
  const [minor = [], , major = [], critical = []] = confusion;
  const grave = sum(major) + sum(critical);
  return {
    missed: ((major[0] ?? 0) + (critical[0] ?? 0)) / Math.max(1, grave),
    overraised: ((minor[2] ?? 0) + (minor[3] ?? 0)) / Math.max(1, sum(minor)),
  };
}

/** Asks the classifier for the severity of each row. `missed` hears of wrong answers on open rows only. */
export async function sumSeverity(
  language: string,
  part: Part,
  missed: (row: Row, said: string, why: string) => void = () => {},
): Promise<Confusion> {
  const confusion = emptyConfusion(severities.length);
  for (const row of readRows('severity', language, part)) {
    const judged = await judge(row.text);
    const truth = severities.findIndex((each) => each.startsWith(row.severity ?? '?'));
    countAnswer(confusion, truth, severities.indexOf(judged.severity));
    if (part === 'open' && row.severity !== judged.severity) {
      const why = judged.evidence
        .filter(({ label }) => label === 'severity')
        .map(({ value, words }) => `${value} [${words.join('; ')}]`);
      missed(row, judged.severity, why.join(' · '));
    }
  }
  return confusion;
}

/** What was taken for a threat, what a person looks at (a threat, or suspected of one), and what for agitated, by true label. */
export type ThreatSums = Record<
  (typeof threatLabels)[number],
  { rows: number; threat: number; looked: number; agitated: number }
>;

/** Asks the classifier for threat and agitation of each row. `missed` hears of wrong answers on open rows only. */
export async function sumThreats(
  language: string,
  part: Part,
  missed: (row: Row, said: string, why: string) => void = () => {},
): Promise<ThreatSums> {
  const none = () => ({ rows: 0, threat: 0, looked: 0, agitated: 0 });
  const sums: ThreatSums = { threat: none(), insult: none(), harmless: none() };
  for (const row of readRows('threat', language, part)) {
    const { threat, suspectedThreat, agitated, evidence } = await judge(row.text);
    const label = threatLabels.find((each) => each === row.label);
    if (!label) throw new Error(`reading ${row.id}: unknown label`);
    sums[label].rows++;
    if (threat) sums[label].threat++;
    if (threat || suspectedThreat !== undefined) sums[label].looked++;
    if (agitated) sums[label].agitated++;
    if (part === 'open' && threat !== (label === 'threat')) {
      const words = evidence.filter((each) => each.label === 'threat');
      missed(row, threat ? 'threat' : 'none', words.flatMap((each) => each.words).join('; '));
    }
  }
  return sums;
}

/** Adds threat sums. */
export const addThreats = (many: ThreatSums[]): ThreatSums =>
  many.reduce((one, other) => {
    const both = (label: (typeof threatLabels)[number]) => ({
      rows: one[label].rows + other[label].rows,
      threat: one[label].threat + other[label].threat,
      looked: one[label].looked + other[label].looked,
      agitated: one[label].agitated + other[label].agitated,
    });
    return { threat: both('threat'), insult: both('insult'), harmless: both('harmless') };
  });
