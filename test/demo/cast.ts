// The staff of the demo: what they do with a case, by the staff API like anybody else. Some cases are left alone, so that
// they escalate. What customers say is in voices.ts.
import { randomUUID } from 'node:crypto';
import type { CaseChanged } from '../../shared/events/case.ts';
import { createStaffApi } from '../harness/staff-api.ts';
import { type Chance, createChance } from './chance.ts';
import { sleepHours } from './fast-clock.ts';
import { accountOf, addressOf, type Colleague, phoneOf, staff } from './people.ts';
import type { Stage } from './stage.ts';
import type { Language, Saying, StaffTexts } from './texts.ts';
import type { Voices } from './voices.ts';

/** A case as its page shows it to staff; what the cast looks at. */
export type CaseView = {
  reference: string;
  status: string;
  kind: string;
  category: string;
  remedySeverity: string;
  channel: string;
  language: string;
  customer: {
    name?: string;
    email?: string;
    phone?: string;
    handle?: string;
    platformUserId?: string;
  };
  acknowledgement: { state: string };
  contactSuspended: boolean;
  assignee?: string;
  remedies: {
    remedyId: string;
    state: string;
    option: string;
    amount?: string;
    approval: Colleague['role'];
    delivery: string;
    approvedBy?: string;
  }[];
};

/** What the staff did. */
export type Deeds = {
  commands: number;
  /** What was refused, by command and code: what a person would read on the screen. */
  refusals: Map<string, number>;
  busy: number;
};

const RETRY_HOURS = 0.5;
const AT_ONCE_MAX = 6;

/** Gives turns: so many at once. */
function createTurns(max: number): <T>(act: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (act) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await act();
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}

/** The hands of the staff: one command to one case, by one colleague, again when the house is out of order. */
export function createHands(stage: Stage, deeds: Deeds, signal: AbortSignal) {
  const turn = createTurns(AT_ONCE_MAX);
  const apis = new Map(
    staff.map(({ email }) => [email, createStaffApi(stage.url, stage.tokens.get(email) ?? '')]),
  );
  const apiOf = (who: Colleague) => {
    const api = apis.get(who.email);
    if (!api) throw new Error(`${who.name} has no token`);
    return api;
  };
  const insist = async <T extends { status: number }>(
    ask: () => Promise<T>,
  ): Promise<T | undefined> => {
    while (!signal.aborted) {
      const answer = await turn(ask).catch(() => undefined);
      if (answer && answer.status !== 503) return answer;
      await sleepHours(stage.clock, RETRY_HOURS, signal);
    }
    return undefined;
  };
  return {
    view: async (reference: string): Promise<CaseView | undefined> => {
      const answer = await insist(() => apiOf(staff[7]).get(`/api/v1/cases/${reference}`));
      return answer?.status === 200 ? (answer.body as unknown as CaseView) : undefined;
    },
    /** True when it was done. */
    act: async (
      who: Colleague,
      reference: string,
      command: string,
      body: object = {},
    ): Promise<boolean> => {
      const headers = { 'idempotency-key': randomUUID() };
      const answer = await insist(() =>
        apiOf(who).post(`/api/v1/cases/${reference}/${command}`, body, headers),
      );
      if (!answer) return false;
      deeds.commands++;
      if (answer.status < 400) return true;
      const key = `${command}: ${answer.body.code ?? answer.status}`;
      deeds.refusals.set(key, (deeds.refusals.get(key) ?? 0) + 1);
      stage.log.info({ reference, command, ...answer.body }, 'the demo staff were refused');
      return false;
    },
  };
}
export type Hands = ReturnType<typeof createHands>;

/** Who said something, by what a case knows of its customer. */
function createMemory(sayings: readonly Saying[]) {
  const known = new Map<string, Saying>();
  for (const saying of sayings) {
    known.set(addressOf(saying.who, saying.language), saying);
    known.set(phoneOf(saying.who, saying.language), saying);
    known.set(accountOf(saying).id, saying);
    known.set(saying.who, saying);
  }
  return ({ customer }: CaseView): Saying | undefined =>
    [customer.platformUserId, customer.email, customer.name, customer.phone]
      .flatMap((key) => (key ? (known.get(key) ?? []) : []))
      .at(0);
}

/** One case in the hands of the cast. */
export type Scene = {
  reference: string;
  chance: Chance;
  language: Language;
  /** What happened so far, as staff see it. */
  view: CaseView;
  fate: 'solved' | 'late' | 'left';
};

const languageOf = (text: string): Language =>
  text === 'de' || text === 'es' || text === 'fr' ? text : 'en';

function fateOf(saying: Saying | undefined, chance: Chance): Scene['fate'] {
  const drawn = chance.number();
  return saying?.fate ?? (drawn < 0.68 ? 'solved' : drawn < 0.82 ? 'late' : 'left');
}

/** What the plays in plays.ts need. */
export type Company = {
  stage: Stage;
  texts: StaffTexts;
  voices: Voices;
  hands: Hands;
  deeds: Deeds;
  signal: AbortSignal;
  /** After so many hours; false when the demo ends before. */
  pause(hours: number): Promise<boolean>;
  sceneOf(reference: string): Promise<Scene | undefined>;
};

/** A play: what somebody does when a case changes. */
export type Play = (company: Company, changed: CaseChanged) => Promise<void> | undefined;

/** Gathers the company: scenes are remembered, plays are started as cases change. */
export function gatherCompany(
  parts: Pick<Company, 'stage' | 'texts' | 'voices' | 'signal'>,
  sayings: readonly Saying[],
  seed: number,
): Company {
  const { stage, signal } = parts;
  const deeds: Deeds = { commands: 0, refusals: new Map(), busy: 0 };
  const hands = createHands(stage, deeds, signal);
  const recall = createMemory(sayings);
  const fates = new Map<string, Pick<Scene, 'chance' | 'fate'>>();
  return {
    ...parts,
    deeds,
    hands,
    pause: async (hours) => {
      await sleepHours(stage.clock, hours, signal);
      return !signal.aborted;
    },
    sceneOf: async (reference) => {
      const view = await hands.view(reference);
      if (!view) return undefined;
      const saying = recall(view);
      let known = fates.get(view.reference);
      if (!known) {
        // By who said it, not by the reference, which is another one each time.
        const chance = createChance(seed, saying?.id ?? view.customer.email ?? 'somebody');
        known = { chance, fate: fateOf(saying, chance) };
        fates.set(view.reference, known);
      }
      return { ...known, reference: view.reference, language: languageOf(view.language), view };
    },
  };
}
