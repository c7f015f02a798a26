// Threat and agitation on outside texts: hatecheck's threats by language, false alarms on ordinary complaints, and the levels of
// complaint_severity_xci. Sums only.
import { severities } from '../../shared/events/intake.ts';
import { judge } from '../corpus/classifier/judge.ts';
import { type Confusion, countAnswer, languages, quadraticKappa } from './judgement-sets.ts';
import { isTestRow, readSet } from './tasks.ts';

/** Recall on rows whose label is a threat, and how many of the others were taken for one. */
export type ThreatLine = {
  set: string;
  part: string;
  rows: number;
  threats: number;
  found: number;
  /** Found, or put before a person. */
  looked: number;
  falseAlarms: number;
  falseLooks: number;
};

/** Hatecheck's templates by language and by the split of the data's README. */
export async function hatecheckLines(directory: string): Promise<ThreatLine[]> {
  const lines = new Map<string, ThreatLine>();
  for (const row of readSet(directory, 'hatecheck_multilingual_threats')) {
    if (!languages.some((each) => each === row.language)) continue;
    const part = isTestRow(row) ? 'test' : 'training';
    const set = `hatecheck ${row.language}`;
    const line = lines.get(`${set} ${part}`) ?? {
      set,
      part,
      rows: 0,
      threats: 0,
      found: 0,
      looked: 0,
      falseAlarms: 0,
      falseLooks: 0,
    };
    lines.set(`${set} ${part}`, line);
    const { threat, suspectedThreat } = await judge(row.text ?? '');
    const looked = threat || suspectedThreat !== undefined;
    line.rows++;
    if (row.threat === '1') line.threats++;
    if (threat && row.threat === '1') line.found++;
    if (looked && row.threat === '1') line.looked++;
    if (threat && row.threat !== '1') line.falseAlarms++;
    if (looked && row.threat !== '1') line.falseLooks++;
  }
  return [...lines.values()].sort((one, other) => (one.set < other.set ? -1 : 1));
}

/** What ordinary texts were taken for. */
export type OrdinaryLine = {
  set: string;
  texts: number;
  threats: number;
  /** Not called a threat, but put before a person. */
  suspected: number;
  agitated: number;
  severities: number[];
};

const ordinarySets: [name: string, keep: (row: Record<string, string>) => boolean][] = [
  ['twcs_unlabelled', (row) => row.inbound === 'True'],
  ['cfpb_narratives', () => true],
  ['airline_sentiment', (row) => row.sentiment === 'negative'],
  ['germeval2017_bahn_feedback', () => true],
  ['tickets_multilang_tobibueck', (row) => row.language !== 'en' && row.language !== 'pt'],
];

/** Texts of ordinary customers, who threaten next to never: what is called a threat is taken for a false alarm. */
export async function ordinaryLines(
  directory: string,
  alarm: (set: string, text: string, words: string[]) => void = () => {},
): Promise<OrdinaryLine[]> {
  const lines: OrdinaryLine[] = [];
  for (const [set, keep] of ordinarySets) {
    const line = {
      set,
      texts: 0,
      threats: 0,
      suspected: 0,
      agitated: 0,
      severities: severities.map(() => 0),
    };
    for (const row of readSet(directory, set).filter(keep)) {
      const judged = await judge(row.text ?? '');
      line.texts++;
      if (judged.agitated) line.agitated++;
      if (judged.suspectedThreat !== undefined) line.suspected++;
      const at = severities.indexOf(judged.severity);
      line.severities[at] = (line.severities[at] ?? 0) + 1;
      if (!judged.threat) continue;
      line.threats++;
      const words = judged.evidence.filter(({ label }) => label === 'threat');
      alarm(
        set,
        row.text ?? '',
        words.flatMap((each) => each.words),
      );
    }
    lines.push(line);
  }
  return lines;
}

/**
 * Agreement with complaint_severity_xci, whose levels say how accusatory a text is: 0 no complaint, 1 no reproach, 2 disapproval,
 * 3 accusation, 4 blame. The classifier's answer on that scale: no complaint, complaint, in a bad tone, agitated.
 */
export async function agitationKappa(
  directory: string,
): Promise<{ part: string; rows: number; kappa: number }[]> {
  const parts: Record<string, Confusion> = {};
  for (const row of readSet(directory, 'complaint_severity_xci')) {
    const { kind, agitated, threat, evidence } = await judge(row.text ?? '');
    const tone = Number(evidence.find(({ label }) => label === 'sentiment')?.value ?? 0);
    const spoken = evidence.some(
      ({ label, source }) => label === 'kind' && (source === 'term' || source === 'rule'),
    );
    const complains = kind === 'complaint' && spoken;
    const level = agitated || threat ? 3 : !complains ? 0 : tone < 0 ? 2 : 1;
    const part = isTestRow(row) ? 'test' : 'training';
    parts[part] ??= Array.from({ length: 5 }, () => [0, 0, 0, 0, 0]);
    countAnswer(parts[part], Number((row.severity_name ?? '0')[0]), level);
  }
  return Object.entries(parts).map(([part, confusion]) => ({
    part,
    rows: confusion.flat().reduce((total, each) => total + each, 0),
    kappa: quadraticKappa(confusion),
  }));
}
