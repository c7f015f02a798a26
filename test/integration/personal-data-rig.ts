// The whole product in this process, with mails caught, a provider that pays, and a clock that the test moves.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHandClock, type HandClock } from '#shared/clock.ts';
import type { Db } from '#shared/db.ts';
import { createApiToken, findStaff } from '#shared/people.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { createSigner, Secret } from '#shared/secret.ts';
import { createShell } from '../../services/cases/cases.ts';
import { eraseCase } from '../../services/cases/record/erase.ts';
import { parseConfig } from '../../services/config.ts';
import { createRedress } from '../../services/redress.ts';
import { createTestDatabase, testLog } from '../harness/postgres.ts';
import { freePort } from '../harness/product.ts';
import { createStaffApi, type StaffApi } from '../harness/staff-api.ts';
import { writeConfig } from '../harness/topology.ts';
import { startPayoutSimulator } from '../simulators/payouts.ts';

const SECRET = 'a secret for tests, long enough for all';

const people = [
  { email: 'fay@redress.test', name: 'Fay Front', role: 'frontline' },
  { email: 'sam@redress.test', name: 'Sam Super', role: 'supervisor' },
  { email: 'max@redress.test', name: 'Max Manager', role: 'department_manager' },
  { email: 'sue@redress.test', name: 'Sue Senior', role: 'senior_management' },
  { email: 'ada@redress.test', name: 'Ada Admin', role: 'admin' },
];
export type Who = 'fay' | 'sam' | 'max' | 'sue' | 'ada';

export type MarkedProduct = {
  db: Db;
  clock: HandClock;
  /** Erases a case as an administrator, by the clock of the product. */
  erase(reference: string): Promise<unknown>;
  /** Where the instance keeps files. */
  folder: string;
  url: string;
  inletPort: number;
  as(who: Who): Promise<StaffApi>;
  stop(): Promise<void>;
};

async function erase(db: Db, clock: HandClock, reference: string): Promise<unknown> {
  const signer = createSigner(new Secret(SECRET));
  const given = {
    db,
    clock,
    signer,
    policy: loadPolicy(),
    publicUrl: 'http://x.test',
    log: testLog,
  };
  const ada = await findStaff(db.query, 'ada@redress.test');
  const request = { reference, reason: 'asked for it', staffId: ada?.staffId ?? '' };
  return eraseCase(createShell({}, given), request);
}

/** Starts everything, with mails caught and a provider that pays. */
export async function startMarked(): Promise<MarkedProduct> {
  const database = await createTestDatabase();
  const provider = await startPayoutSimulator();
  const clock = createHandClock(new Date());
  const folder = mkdtempSync(join(tmpdir(), 'redress-marked-'));
  const headersFile = join(folder, 'headers');
  writeFileSync(headersFile, 'Authorization: Bearer sesame\n');
  const inletPort = await freePort();
  const payout = {
    url: `${provider.url}/payouts`,
    lookUpUrl: `${provider.url}/payouts/{key}`,
    headersFile,
  };
  const environment = {
    DATABASE_URL: database.url,
    REDRESS_DATA: folder,
    SECRET_KEY: SECRET,
    PORT: '0',
    SMTP_INLET_PORT: String(inletPort),
    INTAKE_RATE_LIMIT: '0',
    REDRESS_CONFIG: writeConfig({ users: people, cases: { payout } }),
  };
  const redress = createRedress(parseConfig(environment), { log: testLog, clock });
  await redress.start();
  const url = redress.url();
  const as = async (who: Who): Promise<StaffApi> => {
    const staff = await findStaff(database.db.query, `${who}@redress.test`);
    const { token } = await database.db.transaction((tx) =>
      createApiToken(tx, staff?.staffId ?? '', 'test'),
    );
    return createStaffApi(url, token);
  };
  return {
    ...{ db: database.db, clock, folder, url, inletPort, as },
    erase: (reference) => erase(database.db, clock, reference),
    stop: async () => {
      await redress.stop();
      await provider.close();
      await database.drop();
    },
  };
}
