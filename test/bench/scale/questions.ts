// What pages ask the API for, by HTTP, one after the other and by several people at once.
import type { StaffApi } from '../../harness/staff-api.ts';
import { type Figure, figureOf, timed } from './measure.ts';

const ROUNDS = 60;
const AIM_MS = 100;
const PEOPLE = 4;

/** What the questions are about: references of open and of closed cases, words of subjects. */
export type Subject = { open: string[]; closed: string[]; words: string[]; staff: string[] };

type Question = (round: number) => Promise<unknown>;

const at = (among: string[], round: number): string =>
  encodeURIComponent(among[(round * 7919) % among.length] ?? '');

async function get(api: StaffApi, path: string): Promise<Record<string, unknown>> {
  const { status, body } = await api.get(path);
  if (status !== 200) throw new Error(`asking ${path}: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** A page of a case as the console asks for it. */
const casePage = (api: StaffApi, reference: string): Promise<unknown> =>
  Promise.all(
    ['', '/others?limit=5', '/verification', '/draft'].map((part) =>
      get(api, `/api/v1/cases/${reference}${part}`),
    ),
  );

function questionsOf(api: StaffApi, { open, closed, words, staff }: Subject) {
  const list = (query: string): Promise<unknown> => get(api, `/api/v1/cases?${query}`);
  const questions: Record<string, Question> = {
    'list: newest': () => list('limit=50'),
    'list: open, next due': () => list('open=true&sort=due'),
    'list: of one person, overdue': (n) => list(`assignee=${at(staff, n)}&overdue=true&sort=due`),
    'list: critical and nobody’s': () => list('open=true&assignee=none&severity=critical'),
    'list: worst first': () => list('open=true&sort=severity'),
    'list: German, last changed': () => list('language=de&sort=updated'),
    'list: open, with its count': () => list('open=true&count=true'),
    'list: fortieth page': async () => {
      let cursor = '';
      for (let page = 0; page < 40; page++) {
        const { next } = await get(api, `/api/v1/cases?limit=50${cursor}`);
        cursor = `&cursor=${encodeURIComponent(String(next))}`;
      }
    },
    'my work: all, by due time': () => get(api, '/api/v1/work?scope=all&limit=50'),
    'my work: mine': () => get(api, '/api/v1/work?scope=mine&limit=50'),
    'my work: worst first': () => get(api, '/api/v1/work?scope=all&sort=severity&limit=50'),
    'search: a rare word': (n) => list(`q=word${(n * 17) % 20_000}`),
    'search: a common word': (n) => list(`q=${at(words, n)}`),
    'search: two words, open, by due': (n) =>
      list(`q=${at(words, n)}+${at(words, n + 3)}&open=true&sort=due`),
    'search: a reference': (n) => list(`q=${at(closed, n)}`),
    'case page: open': (n) => casePage(api, at(open, n)),
    'case page: closed': (n) => casePage(api, at(closed, n)),
  };
  return questions;
}

/** Asks everything; gives the figures. */
export async function askQuestions(
  api: StaffApi,
  subject: Subject,
  progress: (name: string) => void,
): Promise<Figure[]> {
  const questions = questionsOf(api, subject);
  const figures: Figure[] = [];
  for (const [name, ask] of Object.entries(questions)) {
    progress(name);
    await ask(0);
    // Forty pages are forty answers.
    const pages = name === 'list: fortieth page' ? 40 : 1;
    const durations = await timed(ROUNDS / pages < 5 ? 5 : ROUNDS, (round) => ask(round + 1));
    figures.push(
      figureOf(
        name,
        durations.map((ms) => ms / pages),
        AIM_MS,
      ),
    );
  }
  progress(`${PEOPLE} people at once`);
  const all = Object.entries(questions).filter(([name]) => name !== 'list: fortieth page');
  const each = await Promise.all(
    Array.from({ length: PEOPLE }, (_, person) =>
      timed(ROUNDS * 2, (round) => {
        const [, ask] = all[(round * 5 + person) % all.length] ?? [];
        return ask?.(round * PEOPLE + person) ?? Promise.resolve();
      }),
    ),
  );
  figures.push(figureOf(`all of these, ${PEOPLE} people at once`, each.flat(), AIM_MS));
  return figures;
}

const DAY_MS = 86_400_000;

/** The overviews of management, up to `now`. */
export async function askOverviews(api: StaffApi, now: Date): Promise<Figure[]> {
  const from = (days: number): string =>
    new Date(now.getTime() - days * DAY_MS).toISOString().slice(0, 10);
  const figures: Figure[] = [];
  for (const [name, query] of [
    ['overview: 30 days', ''],
    ['overview: 30 days of a channel', 'channel=email'],
    ['overview: 90 days', `from=${from(89)}`],
    ['overview: a year', `from=${from(364)}`],
  ] as const)
    figures.push(figureOf(name, await timed(12, () => get(api, `/api/v1/overview?${query}`))));
  return figures;
}
