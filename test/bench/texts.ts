// What the customers of a benchmark say: real-looking, in four languages, each one different, about 1.2 kB. Nothing is sent here.

import { classify } from '../../services/classifier/domain/classify.ts';
import { loadKnowledge } from '../../services/classifier/knowledge.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import { type Chance, createChance } from '../demo/chance.ts';
import { readSayings, type Saying } from '../demo/texts.ts';

/** One complaint. Each comes from a customer of its own. */
export type Complaint = {
  name: string;
  email: string;
  subject: string;
  message: string;
  orderNumber: string;
};

/** Makes the n-th complaint of a run: the same seed and number give the same one, another number another customer. */
export type Complaints = (n: number) => Complaint;

const CHARS_MIN = 1_000;
// Mails to one domain are capped by the policy (mailCaps): customers of a benchmark are spread over many.
const DOMAINS = 20_000;

// Numbers and times of a text are drawn anew, so that no two texts are the same.
const vary = (text: string, chance: Chance): string =>
  text.replace(/\d/g, (digit) => String(Math.floor(chance.between(digit === '0' ? 0 : 1, 10))));

/**
 * The texts without those that a person answers instead of a template (threats, R17): each unit of a benchmark is one
 * case and one acknowledgement.
 */
export async function readTexts(): Promise<Saying[]> {
  const knowledge = await loadKnowledge(loadPolicy({}));
  return readSayings().filter(({ text, subject = '' }) => {
    const item = {
      itemId: '00000000-0000-7000-8000-000000000000',
      reference: 'C-0000-0000',
      channel: 'api' as const,
      connector: 'api',
      receivedAt: '2026-01-01T00:00:00Z',
      originalSha256: '',
      sender: {},
      subject,
      text,
      textCut: false,
      attachments: [],
    };
    return text.length > 80 && !classify(item, knowledge).threat;
  });
}

/** Varies the texts. `run` tells the customers of one cell from those of others. */
export function createComplaints(run: string, sayings: Saying[]): Complaints {
  const byLanguage = Map.groupBy(sayings, ({ language }) => language);
  return (n) => {
    const chance = createChance(n, run);
    const first = chance.pick(sayings);
    const others = byLanguage.get(first.language) ?? [first];
    const said: Saying[] = [first];
    let chars = first.text.length;
    while (chars < CHARS_MIN) {
      const next = chance.pick(others);
      said.push(next);
      chars += next.text.length;
    }
    return {
      name: first.who,
      email: `${run}.${n}@kunde-${n % DOMAINS}.test`,
      subject: vary(first.subject ?? first.text.slice(0, 60), chance),
      message: said.map(({ text }) => vary(text, chance)).join('\n\n'),
      orderNumber: `LF-${Math.floor(chance.between(100_000, 999_999))}`,
    };
  };
}
