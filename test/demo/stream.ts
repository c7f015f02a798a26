// When who says what: a plan that a seed decides, and its playing. Sending is in voices.ts.
import { createChance } from './chance.ts';
import { type FastClock, sleepHours } from './fast-clock.ts';
import type { Later, Noise, Saying } from './texts.ts';
import type { Voices } from './voices.ts';

/** One thing that happens, so many hours after the start. */
export type Happening = { hours: number } & (
  | { type: 'saying'; saying: Saying }
  | { type: 'later'; saying: Saying; later: Later }
  | { type: 'noise'; noise: Noise }
);

/** On average somebody writes so often: all that is written lasts until the first cases reach level 3 (72 hours). */
const GAP_HOURS = 20 / 60;

type First = Exclude<Happening, { type: 'later' }>;

/** What is of its own kind: a channel, a follow-up of some sort, a noise. One of each comes even in a short stream. */
function kindsOf(first: First): string[] {
  if (first.type === 'noise') return [`noise ${first.noise.kind}`];
  const { via, language, later, files } = first.saying;
  return [via, language, ...later.map(({ by }) => by), ...(files.length > 0 ? ['files'] : [])];
}

function choose(firsts: First[], count: number): First[] {
  const seen = new Set<string>();
  const wanted = firsts.filter((first) => {
    const fresh = kindsOf(first).some((kind) => !seen.has(kind));
    if (fresh) for (const kind of kindsOf(first)) seen.add(kind);
    return fresh;
  });
  const rest = firsts.filter((first) => !wanted.includes(first));
  const chosen = new Set([...wanted, ...rest].slice(0, count));
  return firsts.filter((first) => chosen.has(first));
}

/** The plan: in order of time. `count` is how many come by themselves; what follows from them comes on top. */
export function planStream(
  texts: { sayings: Saying[]; noise: Noise[] },
  options: { seed: number; count: number | undefined },
): Happening[] {
  const chance = createChance(options.seed, 'stream');
  const all: First[] = [
    ...texts.sayings.map((saying): First => ({ type: 'saying', saying, hours: 0 })),
    ...texts.noise.map((noise): First => ({ type: 'noise', noise, hours: 0 })),
  ];
  // What is left alone comes first, so that it is at level 3 before all is said.
  const isLeft = (first: First): boolean => first.type === 'saying' && first.saying.fate === 'left';
  const chosen = choose(
    chance.shuffled(all).sort((one, other) => Number(isLeft(other)) - Number(isLeft(one))),
    options.count ?? all.length,
  );
  const happenings = chosen.flatMap((first, index): Happening[] => {
    const hours = index === 0 ? 0 : (index + chance.between(-0.5, 0.5)) * GAP_HOURS;
    if (first.type === 'noise') return [{ ...first, hours }];
    const { saying } = first;
    const laters = saying.later.map(
      (later): Happening => ({ type: 'later', saying, later, hours: hours + later.after }),
    );
    return [{ ...first, hours }, ...laters];
  });
  return happenings.sort((one, other) => one.hours - other.hours);
}

/** Plays the plan. `done` resolves when all is said, what had to wait included. */
export async function playStream(
  plan: readonly Happening[],
  voices: Voices,
  stage: { clock: FastClock; signal: AbortSignal; onSaid(happening: Happening): void },
): Promise<void> {
  const { clock, signal } = stage;
  const startedAt = clock.hoursSinceStart();
  const open: Promise<void>[] = [];
  for (const happening of plan) {
    const wait = startedAt + happening.hours - clock.hoursSinceStart();
    if (wait > 0) await sleepHours(clock, wait, signal);
    if (signal.aborted) break;
    const said =
      happening.type === 'saying'
        ? voices.say(happening.saying)
        : happening.type === 'later'
          ? voices.sayLater(happening.saying, happening.later)
          : voices.makeNoise(happening.noise);
    stage.onSaid(happening);
    open.push(said);
  }
  await Promise.all(open);
}
