// The rows of the fault matrix that one machine can host, each as a scenario: its stage, its load, its faults.
import { fileURLToPath } from 'node:url';
import {
  createPoison,
  type Fault,
  fillDisk,
  killAnything,
  killAtStep,
  killService,
  misbehaveSmtp,
  repeatSomething,
  restartServer,
  spoilLink,
  stopAndGoOn,
} from './faults.ts';
import type { LoadOptions, Way } from './load.ts';
import type { BusKind, StageOptions } from './stage.ts';

export type Scenario = {
  name: string;
  /** The row of the fault matrix. */
  row: string;
  /** What is done, for the report. */
  done: string;
  stage(bus: BusKind): Omit<StageOptions, 'bus'>;
  load: LoadOptions;
  /** A fault source for one chunk. */
  faults(bus: BusKind): Fault;
  /** Pause before each fault. */
  pauseMs: [number, number];
  /** Besides the general check: `approvals` for I4, `escalations` for I3. `clock` runs in this process. */
  besides?: 'approvals' | 'escalations' | 'clock';
};

const allWays: Way[] = ['api', 'inlet', 'imap', 'x', 'reply'];
const usual: LoadOptions = { clients: 1, everyMs: 250, ways: allWays };
const corpus = fileURLToPath(new URL('../corpus/mail', import.meta.url));

/** The matrix of the SOPs in seconds instead of days, for the run on the machine's own clock. */
export const fastMatrixHours: [number, number, number] = [0.004, 0.008, 0.012];
const fastMatrix = {
  escalation: fastMatrixHours.map((afterHours, n) => ({
    level: n + 1,
    afterHours,
    role: ['supervisor', 'department_manager', 'senior_management'][n],
    action: { en: `Act at level ${n + 1}` },
  })),
};

export const scenarios: Scenario[] = [
  {
    name: 'kills',
    row: 'kill -9, every service, PostgreSQL, the broker',
    done: 'SIGKILL at a random moment under load, started again at once',
    stage: () => ({}),
    load: usual,
    faults: () => killAnything,
    pauseMs: [200, 1_500],
  },
  {
    name: 'points',
    row: 'kill -9 around commit, produce, position, dot, reply',
    done: 'SIGKILL of the process that takes the step: before it arrives, before its answer does, right after that',
    stage: () => ({}),
    load: usual,
    faults: (bus) =>
      killAtStep([
        'publish',
        'position',
        'commit',
        'dot',
        'flag',
        ...(bus === 'kafka' ? (['produce'] as const) : []),
      ]),
    pauseMs: [100, 500],
  },
  {
    name: 'zombies',
    row: 'SIGSTOP and resume: consumer, scheduler, sender',
    done: 'SIGSTOP for 0.5 to 11 s, then SIGCONT, while a second process of the service goes on',
    stage: () => ({ twins: ['notifier', 'cases', 'classifier'] }),
    load: usual,
    faults: () =>
      stopAndGoOn([
        'notifier',
        'notifier-2',
        'cases',
        'cases-2',
        'classifier',
        'classifier-2',
        'portal',
        'email',
      ]),
    pauseMs: [100, 800],
  },
  {
    name: 'links',
    row: 'partition and slow: each link to Kafka, PostgreSQL, SMTP, IMAP',
    done: 'down, timeout, reset_peer, slow (2 s, 10 KB/s), slicer, limit_data for 0.5 to 5 s',
    stage: () => ({}),
    load: usual,
    faults: () => spoilLink,
    pauseMs: [200, 1_200],
  },
  {
    name: 'restarts',
    row: 'broker restart, PostgreSQL restart',
    done: 'kill -9 or an orderly restart of PostgreSQL or the broker',
    stage: () => ({}),
    load: usual,
    faults: () => restartServer(['kill', 'restart']),
    pauseMs: [500, 2_000],
  },
  {
    name: 'disk',
    row: 'disk full: PostgreSQL (tables, WAL, attachments)',
    done: 'its disk is filled to the last byte for 3 to 8 s',
    stage: () => ({ diskBytes: 700 * 1024 * 1024 }),
    load: usual,
    faults: () => fillDisk,
    pauseMs: [1_000, 2_000],
  },
  {
    name: 'repeats',
    row: 'duplicates and out-of-order: topics, IMAP refetch, UIDVALIDITY, SMTP, API',
    done: 'a group reads its topic again from the start, mails come again (ten times by SMTP), another UIDVALIDITY; between them kills',
    stage: () => ({}),
    load: usual,
    faults: () => repeatSomething,
    pauseMs: [200, 1_000],
  },
  {
    name: 'smtp',
    row: 'SMTP 4xx, stall, cut before and after the dot',
    done: 'the mail server answers the next mails so, then drops its connections',
    stage: () => ({}),
    load: usual,
    faults: () => misbehaveSmtp,
    pauseMs: [200, 1_500],
  },
  {
    name: 'poison',
    row: 'poison: parser, classifier, notifier',
    done: 'three mails of the hostile corpus, then kill -9 of email, classifier or cases',
    stage: () => ({}),
    load: usual,
    faults: () => createPoison(corpus),
    pauseMs: [200, 1_000],
  },
  {
    name: 'escalations',
    row: 'I3 under kills',
    done: 'the matrix in seconds (14, 29, 43); kill -9 of cases, notifier, PostgreSQL',
    stage: () => ({ twins: ['cases'], policy: fastMatrix }),
    // About ten mails a case, and the command line lists a thousand.
    load: { clients: 1, everyMs: 2_500, ways: ['api'] },
    faults: () => (scene) =>
      scene.random.next() < 0.8
        ? killService(['cases', 'cases-2', 'notifier'])(scene)
        : restartServer(['kill'])(scene),
    pauseMs: [300, 2_000],
    besides: 'escalations',
  },
  {
    name: 'payouts',
    row: 'I4 under kills',
    done: 'staff approve remedies, several at once; kill -9 of cases and notifier, half of it around the dot and the commit',
    stage: () => ({}),
    load: { clients: 1, everyMs: 500, ways: ['api'] },
    faults: () => (scene) =>
      scene.random.next() < 0.5
        ? killAtStep(['dot', 'commit'])(scene)
        : killService(['cases', 'notifier'])(scene),
    pauseMs: [200, 1_500],
    besides: 'approvals',
  },
  {
    name: 'clock',
    row: 'clock ±1 h, ±1 day, DST: scheduler',
    done: 'the clock jumps under load and back, over both changes of Berlin time, with restarts',
    stage: () => ({}),
    load: usual,
    faults: () => killAnything,
    pauseMs: [0, 0],
    besides: 'clock',
  },
];
