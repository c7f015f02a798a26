// How well severity, threat and agitation are judged, as tables: on the project's own sets always, on outside texts where they
// are. Of sealed rows nothing but sums is shown.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { severities } from '../../shared/events/intake.ts';
import {
  agitationKappa,
  hatecheckLines,
  type OrdinaryLine,
  ordinaryLines,
} from './judgement-outside.ts';
import {
  addConfusions,
  addThreats,
  type Confusion,
  languages,
  macroF1,
  parts,
  severityBounds,
  sumSeverity,
  sumThreats,
  type ThreatSums,
} from './judgement-sets.ts';
import { threatFolds } from './threat-folds.ts';

type Cell = string | number;
const row = (cells: Cell[]): string => `| ${cells.join(' | ')} |\n`;
const table = (head: Cell[], body: Cell[][]): string =>
  row(head) + row(head.map(() => '---')) + body.map(row).join('');
const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : (part / whole).toFixed(3);

const severityCells = (language: string, part: string, confusion: Confusion): Cell[] => {
  const { missed, overraised } = severityBounds(confusion);
  const rows = confusion.flat().reduce((total, each) => total + each, 0);
  return [
    language,
    part,
    rows,
    macroF1(confusion).toFixed(3),
    missed.toFixed(3),
    overraised.toFixed(3),
  ];
};

const threatCells = (language: string, part: string, { threat, insult, harmless }: ThreatSums) => {
  const said = threat.threat + insult.threat + harmless.threat;
  return [
    language,
    part,
    share(threat.threat, threat.rows),
    share(threat.looked, threat.rows),
    share(threat.threat, said),
    share(insult.threat, insult.rows),
    share(insult.looked, insult.rows),
    share(harmless.threat, harmless.rows),
    share(harmless.looked, harmless.rows),
    share(insult.agitated, insult.rows),
  ];
};

/** The tables of the project's own sets. */
export async function ownTables(): Promise<string> {
  const severityLines: Cell[][] = [];
  const threatLines: Cell[][] = [];
  let confusions = '';
  for (const part of parts) {
    const all: Confusion[] = [];
    const threats: ThreatSums[] = [];
    for (const language of languages) {
      const confusion = await sumSeverity(language, part);
      const sums = await sumThreats(language, part);
      all.push(confusion);
      threats.push(sums);
      severityLines.push(severityCells(language, part, confusion));
      threatLines.push(threatCells(language, part, sums));
    }
    const sum = addConfusions(all);
    severityLines.push(severityCells('all', part, sum));
    threatLines.push(threatCells('all', part, addThreats(threats)));
    const body = sum.map((counts, truth) => [severities[truth] ?? '', ...counts]);
    confusions += `\n${table([`${part}: labelled \\ judged`, ...severities], body)}`;
  }
  const severityHead = [
    'language',
    'part',
    'rows',
    'macro-F1',
    'Major/Critical below Moderate',
    'Minor raised to Major',
  ];
  const threatHead = [
    'language',
    'part',
    'threats found',
    'or put before a person',
    'precision',
    'insults taken for threats',
    'or put before a person',
    'harmless taken for threats',
    'or put before a person',
    'insults agitated',
  ];
  return `${table(severityHead, severityLines)}${confusions}\n${table(threatHead, threatLines)}`;
}

const hatecheckHead = [
  'set',
  'part',
  'threats',
  'found',
  'or put before a person',
  'others taken for threats',
  'or put before a person',
];
const ordinaryHead = [
  'ordinary texts',
  'texts',
  'threats in 10,000',
  'put before a person in 10,000',
  'agitated',
  ...severities,
];

const ordinaryCells = ({
  set,
  texts,
  threats,
  suspected,
  agitated,
  severities: counts,
}: OrdinaryLine) => [
  set,
  texts,
  ((10_000 * threats) / texts).toFixed(1),
  ((10_000 * suspected) / texts).toFixed(1),
  share(agitated, texts),
  ...counts.map((count) => share(count, texts)),
];

/** Threats that no model has seen, by what each step of judging adds. */
export async function foldTable(): Promise<string> {
  const body = (await threatFolds()).map(({ label, rows, byRules, threat, looked }) => [
    label,
    rows,
    share(byRules, rows),
    share(threat, rows),
    share(looked, rows),
  ]);
  const head = ['unseen examples', 'rows', 'by rules', 'called a threat', 'or put before a person'];
  return table(head, body);
}

/** The tables of outside texts. */
export async function outsideTables(directory: string): Promise<string> {
  const hatecheck = (await hatecheckLines(directory)).map((line) => [
    line.set,
    line.part,
    line.threats,
    share(line.found, line.threats),
    share(line.looked, line.threats),
    share(line.falseAlarms, line.rows - line.threats),
    share(line.falseLooks, line.rows - line.threats),
  ]);
  const ordinary = (await ordinaryLines(directory)).map(ordinaryCells);
  const kappas = (await agitationKappa(directory)).map(({ part, rows, kappa }) => [
    part,
    rows,
    kappa.toFixed(3),
  ]);
  return [
    table(hatecheckHead, hatecheck),
    table(ordinaryHead, ordinary),
    table(['complaint_severity_xci', 'rows', 'quadratic-weighted kappa'], kappas),
  ].join('\n');
}

const START = '<!-- judgement: written by npm run evaluate -->\n';
const END = '<!-- /judgement -->\n';

/** Puts the tables into docs/classifier.md between their marks. */
export function writeToDocs(tables: string): void {
  const file = fileURLToPath(new URL('../../docs/classifier.md', import.meta.url));
  const text = readFileSync(file, 'utf8');
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`writing the tables: ${file} has lost its marks`);
  writeFileSync(file, `${text.slice(0, start + START.length)}\n${tables}\n${text.slice(end)}`);
}
