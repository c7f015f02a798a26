// The faults, one function each: it makes one, heals it, and gives its name for the report. Nothing is judged here.
import { readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Toxic } from '../harness/fault-proxy.ts';
import { sendRawMail } from '../harness/mail-client.ts';
import { redress } from '../harness/product.ts';
import { moments } from './crash-point.ts';
import { type Load, untilAccepted } from './load.ts';
import type { Random } from './random.ts';
import type { Stage } from './stage.ts';
import type { Step } from './wire-steps.ts';

/** What a fault is made with. */
export type Scene = { stage: Stage; random: Random; load: Load };
export type Fault = (scene: Scene) => Promise<string>;

// Several may be down at once, but never all.
const COMING_BACK_MAX = 2;

/** kill -9 of a process of the product, or of one of those named. */
export const killService =
  (among?: string[]): Fault =>
  async ({ stage, random }) => {
    await stage.whole(Math.min(COMING_BACK_MAX, (among?.length ?? COMING_BACK_MAX + 1) - 1));
    const running = [...stage.running().values()];
    const name = random.pick(running.filter((each) => among?.includes(each) ?? true));
    await stage.crash(name);
    return `kill ${name}`;
  };

/** kill -9 or an orderly restart of PostgreSQL or the broker. */
export const restartServer =
  (how: readonly ('kill' | 'restart')[]): Fault =>
  async ({ stage, random }) => {
    const { postgres, kafka } = stage;
    const way = random.pick(how);
    if (kafka && random.next() < 0.5) {
      await (way === 'kill' ? kafka.kill() : kafka.halt());
      await kafka.restart();
      return `${way} broker`;
    }
    postgres.signal(way === 'kill' ? 'SIGKILL' : 'SIGINT');
    await postgres.revive();
    return `${way} postgres`;
  };

/** Any of the two, services more often. */
export const killAnything: Fault = (scene) =>
  scene.random.next() < 0.8 ? killService()(scene) : restartServer(['kill'])(scene);

const STEP_WAIT_MS = 12_000;

/** kill -9 of whoever takes a step, around that step. A step that nobody takes in time is followed by a plain kill. */
export const killAtStep =
  (steps: readonly Step[]): Fault =>
  async ({ stage, random, load }) => {
    await stage.whole(1);
    const step = random.pick(steps);
    const moment = random.pick(moments);
    const pid = await stage.crashPoints.kill({
      step,
      moment,
      nth: random.between(1, step === 'flag' || step === 'dot' ? 4 : 30),
      pids: () => [...stage.running().keys()],
      waitMs: STEP_WAIT_MS,
    });
    const name = pid === undefined ? undefined : stage.running().get(pid);
    if (!name) return killService()({ stage, random, load });
    await stage.crash(name);
    return `${name} ${moment} ${step}`;
  };

/** SIGSTOP, and SIGCONT after a while in which a twin goes on. */
export const stopAndGoOn =
  (among: string[]): Fault =>
  async ({ stage, random }) => {
    const name = random.pick(among);
    const pid = stage.product.processes.get(name)?.pid ?? 0;
    // Long enough for its session to be ended and its part to be taken over, or too short for that.
    const seconds = random.pick([0.5, 2, 4, 7, 11]);
    process.kill(pid, 'SIGSTOP');
    await delay(seconds * 1000);
    process.kill(pid, 'SIGCONT');
    return `${name} stood still for ${seconds} s`;
  };

const toxics = (random: Random): Toxic =>
  random.pick<Toxic>([
    { kind: 'down' },
    { kind: 'timeout' },
    { kind: 'reset_peer' },
    { kind: 'slow', latencyMs: 2_000, bytesPerSecond: 10_000 },
    { kind: 'slicer', bytes: random.between(1, 64), delayMs: 1 },
    { kind: 'limit_data', bytes: random.between(1, 5_000) },
  ]);

/** A link is spoiled for a while. */
export const spoilLink: Fault = async ({ stage, random }) => {
  const name = random.pick(Object.keys(stage.links));
  const toxic = toxics(random);
  const link = stage.links[name];
  await link?.spoil(toxic);
  await delay(random.between(500, 5_000));
  await link?.heal();
  return `${name} ${toxic.kind}`;
};

/** The mail server answers badly for a while. */
export const misbehaveSmtp: Fault = async ({ stage, random }) => {
  const action = random.pick([
    { rcpt: 451 },
    { dot: 452 },
    'cut_before_data',
    'cut_after_dot',
    'stall_after_dot',
  ] as const);
  let left = random.between(1, 3);
  stage.sink.script(() => (left-- > 0 ? action : 'accept'));
  await delay(random.between(500, 2_000));
  stage.sink.script(() => 'accept');
  stage.sink.dropConnections();
  return `smtp ${typeof action === 'string' ? action : Object.entries(action).join(' ')}`;
};

const FILL_CHUNK = Buffer.alloc(1024 * 1024);

/** PostgreSQL's disk is filled to the last byte for some seconds. What goes down for it is started again once there is room. */
export const fillDisk: Fault = async ({ stage, random }) => {
  const { dataDir, revive } = stage.postgres;
  const ballast = join(dataDir, 'ballast');
  const { bavail, bsize } = statfsSync(dataDir);
  try {
    for (let n = 0; n <= (bavail * bsize) / FILL_CHUNK.length + 1; n++)
      writeFileSync(ballast, FILL_CHUNK, { flag: 'a' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
  await delay(random.between(3_000, 8_000));
  rmSync(ballast, { force: true });
  const wasDown = !(await isServing(stage));
  if (wasDown) await revive();
  return `disk full${wasDown ? ', PostgreSQL went down' : ''}`;
};

async function isServing({ postgres }: Stage): Promise<boolean> {
  try {
    const [pid] = readFileSync(join(postgres.dataDir, 'postgres', 'postmaster.pid'), 'utf8').split(
      '\n',
    );
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}

// Who reads what: each is made to read it all again.
const readings = [
  ['classifier', 'intake.received.v1'],
  ['cases', 'intake.classified.v1'],
  ['cases', 'message.reported.v1'],
  ['notifier', 'message.requested.v1'],
] as const;

async function deliverAgain({ stage, random, load }: Scene): Promise<string> {
  const old = load.accepted.filter(({ via }) => via === 'imap' || via === 'inlet');
  if (old.length === 0) return killAnything({ stage, random, load });
  const { email, via } = random.pick(old);
  const raw = load.sent.get(email) ?? Buffer.alloc(0);
  if (random.next() < 0.5) {
    stage.dovecot.deliver('care', raw);
    return `a mail taken by ${via} lies in the mailbox again`;
  }
  for (let copies = 0; copies < 10; copies++)
    await untilAccepted(async () => {
      await sendRawMail(stage.product.inletPort, email, raw);
      return true;
    });
  return `a mail taken by ${via} comes ten times more`;
}

/** Something comes a second time: events to a group, a mail, a whole mailbox under new numbers. */
export const repeatSomething: Fault = async (scene) => {
  const { stage, random } = scene;
  const dice = random.next();
  if (dice < 0.45) {
    const [group, topic] = random.pick(readings);
    const order = ['bus', 'replay', '--group', group, '--topic', topic, '--from', '0'];
    await redress(stage.product.environment, ...order);
    return `replay ${topic} to ${group}`;
  }
  if (dice < 0.75) return deliverAgain(scene);
  if (dice < 0.85) {
    stage.dovecot.renumber('care');
    return 'another UIDVALIDITY';
  }
  return killAnything(scene);
};

/** Mails that hurt: the corpus, by the inlet, once each; between them a kill. */
export function createPoison(corpus: string): Fault {
  const mails = readdirSync(corpus).filter((name) => name.endsWith('.eml'));
  let next = 0;
  return async (scene) => {
    const { stage, load } = scene;
    const sent: string[] = [];
    for (let n = 0; n < 3 && next < mails.length; n++) {
      const name = mails[next++] ?? '';
      const raw = readFileSync(join(corpus, name));
      const email = `poison${next}@poison.test`;
      const taken = await takeOrRefuse(stage, email, raw);
      if (taken) load.accepted.push({ email, via: 'poison', tries: 1 });
      sent.push(taken ? name : `${name} (refused)`);
    }
    const killed = await killService(['email', 'classifier', 'cases'])(scene);
    return `${killed} after ${sent.length} bad mails`;
  };
}

/** Whether the inlet took it; false when it refused for good (5xx). Cut or put off, it is sent again. */
async function takeOrRefuse(stage: Stage, email: string, raw: Buffer): Promise<boolean> {
  let refused = false;
  await untilAccepted(async () => {
    try {
      await sendRawMail(stage.product.inletPort, email, raw);
    } catch (error) {
      refused = Number((error as { responseCode?: number }).responseCode) >= 500;
      if (!refused) throw error;
    }
    return true;
  });
  return !refused;
}
