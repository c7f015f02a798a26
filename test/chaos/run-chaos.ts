// A seeded run of kills under load, and the check of what is left: by a ledger of what was accepted, a mail server of ours,
// and the product's own command line.
import { startEmbeddedPostgres } from '../../shared/embedded-postgres.ts';
import { migrate } from '../../shared/migrate.ts';
import { type KafkaBroker, startKafka } from '../harness/kafka.ts';
import { testLog } from '../harness/postgres.ts';
import { eventually, redress, redressJson } from '../harness/product.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import { scratchFolder, startApart, startTogether, type Topology } from '../harness/topology.ts';
import { type Accepted, type Load, startLoad } from './load.ts';
import { killPostmaster } from './postmaster.ts';
import { createRandom, type Random } from './random.ts';

export type ChaosOptions = { seed: number; kills: number; bus: 'postgres' | 'kafka' };

/** What a run found. Empty `violations`: the promises held. */
export type ChaosReport = {
  kills: string[];
  accepted: number;
  refusals: number;
  replies: number;
  violations: string[];
};

/** What can be killed, by name; each comes back before the promise resolves. */
type Stage = {
  product: Topology;
  sink: SmtpSink;
  victims: Record<string, () => Promise<void>>;
  end(): Promise<void>;
};

const processVictims = (product: Topology): Stage['victims'] =>
  Object.fromEntries(
    [...product.processes.keys()].map((name) => [
      name,
      async () => {
        await product.processes.get(name)?.kill();
        await product.restart(name);
      },
    ]),
  );

async function startOnPostgres(sink: SmtpSink): Promise<Stage> {
  const dataDir = scratchFolder();
  const product = await startTogether({
    REDRESS_DATA: dataDir,
    SMTP_URL: sink.url,
    INTAKE_RATE_LIMIT: '0',
  });
  return {
    product,
    sink,
    // The product itself brings its embedded PostgreSQL back.
    victims: { ...processVictims(product), postgres: async () => killPostmaster(dataDir) },
    end: async () => {
      await product.stop();
    },
  };
}

async function startOnKafka(sink: SmtpSink): Promise<Stage> {
  const dataDir = scratchFolder();
  const postgres = await startEmbeddedPostgres(dataDir, testLog);
  await migrate(postgres.connectionString, testLog);
  const kafka: KafkaBroker = await startKafka();
  const product = await startApart({
    DATABASE_URL: postgres.connectionString,
    SECRET_KEY: 'a chaos run needs a key of at least 32 characters',
    KAFKA_BROKERS: kafka.brokers.join(','),
    SMTP_URL: sink.url,
    INTAKE_RATE_LIMIT: '0',
  });
  return {
    product,
    sink,
    victims: {
      ...processVictims(product),
      postgres: async () => {
        killPostmaster(dataDir);
        await eventually('PostgreSQL to come back', () => postgres.revive());
      },
      broker: async () => {
        await kafka.kill();
        await kafka.restart();
      },
    },
    end: async () => {
      await product.stop();
      await kafka.stop();
      await postgres.release();
    },
  };
}

async function killUnderLoad(stage: Stage, random: Random, kills: number): Promise<string[]> {
  const done: string[] = [];
  for (let n = 0; n < kills; n++) {
    await new Promise((resolve) => setTimeout(resolve, random.between(300, 2_000)));
    const victim = random.pick(Object.keys(stage.victims));
    await stage.victims[victim]?.();
    done.push(victim);
  }
  return done;
}

type LedgerCounts = { received: number; cases: number; joined: number; pending: number };

async function check(stage: Stage, accepted: Accepted[]): Promise<string[]> {
  const { environment } = stage.product;
  const violations: string[] = [];
  const firsts = accepted.filter(({ via }) => via !== 'reply');
  const replies = accepted.length - firsts.length;
  const acknowledged = () => new Set(stage.sink.mails.map(({ to }) => to));
  await eventually(
    'all acknowledgements',
    () => firsts.every(({ email }) => acknowledged().has(email)),
    120,
  ).catch(() => {
    const missing = firsts
      .filter(({ email }) => !acknowledged().has(email))
      .map(({ email }) => email);
    violations.push(`no acknowledgement for ${missing.length}: ${missing.slice(0, 5).join(', ')}`);
  });
  const ledger = () =>
    redressJson<{ total: LedgerCounts }>(environment, 'ledger').then(({ total }) => total);
  const counts = await eventually(
    'the ledger to settle',
    async () => {
      const read = await ledger();
      return read.pending === 0 && read;
    },
    60,
  ).catch(ledger);
  const expected = { received: accepted.length, cases: firsts.length, joined: replies, pending: 0 };
  for (const [name, count] of Object.entries(expected)) {
    const found = counts[name as keyof LedgerCounts];
    if (found !== count) violations.push(`ledger: ${name} is ${found}, accepted were ${count}`);
  }
  const idsByAddress = Map.groupBy(stage.sink.mails, ({ to }) => to);
  for (const [address, mails] of idsByAddress) {
    const ids = new Set(mails.map(({ messageId }) => messageId));
    if (ids.size !== 1) violations.push(`${address} got ${ids.size} Message-IDs`);
  }
  await redress(environment, 'verify').catch((error: Error) =>
    violations.push(`verify: ${error.message}`),
  );
  const dead = await redressJson<{ deadLetters: { group: string; reason: string }[] }>(
    environment,
    'dead-letter',
    'list',
  );
  const [letter] = dead.deadLetters;
  if (letter) {
    violations.push(
      `${dead.deadLetters.length} dead letters, one of ${letter.group}: ${letter.reason}`,
    );
  }
  return violations;
}

/** Runs it. Everything started is stopped again. */
export async function runChaos({ seed, kills, bus }: ChaosOptions): Promise<ChaosReport> {
  const random = createRandom(seed);
  const sink = await startSmtpSink();
  const stage = await (bus === 'kafka' ? startOnKafka : startOnPostgres)(sink);
  try {
    const load: Load = startLoad(stage.product, sink, { clients: 2, everyMs: 40 });
    const killed = await killUnderLoad(stage, random, kills);
    await load.finish();
    const violations = await check(stage, load.accepted);
    const replies = load.accepted.filter(({ via }) => via === 'reply').length;
    return {
      kills: killed,
      accepted: load.accepted.length,
      refusals: load.refusals(),
      replies,
      violations,
    };
  } finally {
    await stage.end();
    await sink.stop();
  }
}
