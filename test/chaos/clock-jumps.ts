// The clock jumps by an hour or a day, forth and back, also over the hours at which Berlin's clocks change; the product in
// this process, its clock in our hand, restarted now and then.
import { parseConfig } from '../../services/config.ts';
import { createRedress, type Redress } from '../../services/redress.ts';
import { createHandClock } from '../../shared/clock.ts';
import { startEmbeddedPostgres } from '../../shared/embedded-postgres.ts';
import { type KafkaBroker, startKafka } from '../harness/kafka.ts';
import { testLog } from '../harness/postgres.ts';
import { eventually, redress, redressJson } from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';
import { startSmtpSink } from '../harness/smtp-sink.ts';
import { createStaffApi } from '../harness/staff-api.ts';
import { writeConfig } from '../harness/topology.ts';
import { checkEscalations } from './escalations.ts';
import type { Random } from './random.ts';
import type { ChunkResult } from './results.ts';
import { type BusKind, users } from './stage.ts';

const HOUR_MS = 3_600_000;
const JUMPS_HOURS = [1, -1, 24, -24] as const;
// Two hours before Berlin's clocks go back (2026-10-25) and forward (2027-03-28).
const STARTS = ['2026-10-24T23:00:00Z', '2027-03-27T23:00:00Z'] as const;

type Told = { email: string; reference: string };

async function complain(url: string, n: number): Promise<Told> {
  const email = `c${n}.clock@customer${n}.test`;
  const { reference } = await eventually('a complaint to be taken', async () => {
    const response = await fetch(`${url}/api/v1/complaints`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `chaos-${email}` },
      body: JSON.stringify({ email, message: 'You charged me twice. I want my money back.' }),
    });
    return response.status === 202 && ((await response.json()) as Told);
  });
  return { email, reference };
}

/** A run of jumps on one bus. */
export async function runClockJumps(
  bus: BusKind,
  random: Random,
  jumps: number,
  onFault: (name: string) => void,
): Promise<Omit<ChunkResult, 'key' | 'scenario' | 'bus' | 'seconds'>> {
  const dataDir = scratchFolder();
  const postgres = await startEmbeddedPostgres(dataDir, testLog);
  const kafka: KafkaBroker | undefined = bus === 'kafka' ? await startKafka() : undefined;
  const sink = await startSmtpSink();
  let truth = new Date(random.pick(STARTS)).getTime();
  const clock = createHandClock(new Date(truth));
  const environment = {
    DATABASE_URL: postgres.connectionString,
    SECRET_KEY: 'a chaos run needs a key of at least 32 characters',
    PORT: '0',
    SMTP_INLET_PORT: '0',
    SMTP_URL: sink.url,
    INTAKE_RATE_LIMIT: '0',
    REDRESS_CONFIG: writeConfig({ users }),
    ...(kafka ? { KAFKA_BROKERS: kafka.brokers.join(',') } : {}),
  };
  let product: Redress | undefined;
  const start = async (): Promise<void> => {
    product = createRedress(parseConfig(environment), { log: testLog, clock });
    await product.start();
  };
  const faults: string[] = [];
  const told: Told[] = [];
  try {
    await start();
    for (let n = 0; n < jumps; n++) {
      told.push(await complain(product?.url() ?? '', n));
      truth += random.between(1, 20) * 60_000;
      const hours = random.pick(JUMPS_HOURS);
      clock.set(new Date(truth + hours * HOUR_MS));
      told.push(await complain(product?.url() ?? '', 1000 + n));
      const restarts = random.next() < 0.3;
      if (restarts) {
        await product?.stop();
        await start();
      }
      await new Promise((resolve) => setTimeout(resolve, random.between(50, 800)));
      clock.set(new Date(truth));
      const name = `clock ${hours > 0 ? '+' : ''}${hours} h and back${restarts ? ', with a restart' : ''}`;
      faults.push(name);
      onFault(name);
    }
    const violations: string[] = [];
    // Past everything: what was put off until a time that was wrong comes due as well.
    clock.set(new Date(truth + 100 * HOUR_MS));
    const arrived = () => told.filter(({ email }) => sink.mails.some(({ to }) => to === email));
    await eventually('all acknowledgements', () => arrived().length === told.length, 120).catch(
      () => violations.push(`I2 ${told.length - arrived().length} acknowledgements are missing`),
    );
    const { token } = await redressJson<{ token: string }>(
      environment,
      'token',
      'create',
      'sue@redress.test',
    );
    const api = () => createStaffApi(product?.url() ?? '', token);
    const references = told.map(({ reference }) => reference);
    violations.push(...(await checkEscalations(api, references, [24, 48, 72], 60)));
    await redress(environment, 'verify').catch((error: Error) =>
      violations.push(`I5 verify: ${error.message}`),
    );
    const { total } = await redressJson<{ total: { received: number; cases: number } }>(
      environment,
      'ledger',
    );
    if (total.received !== told.length || total.cases !== told.length)
      violations.push(`I1 ${total.received} items, ${total.cases} cases of ${told.length}`);
    return {
      faults,
      accepted: told.length,
      refusals: 0,
      replies: 0,
      copies: 0,
      settled: 0,
      slowestAnswerMs: 0,
      violations,
    };
  } finally {
    await product?.stop();
    await sink.stop();
    await kafka?.stop();
    await postgres.release();
  }
}
