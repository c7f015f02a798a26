// Sets the stage: a scratch folder, a fast clock, X, a mail server, Redress itself, tokens for its staff. No acting here.
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { stringify } from 'yaml';
import { parseConfig } from '../../services/config.ts';
import { createRedress } from '../../services/redress.ts';
import { type Db, openDb } from '../../shared/db.ts';
import { startEmbeddedPostgres } from '../../shared/embedded-postgres.ts';
import { createApiToken, findStaff } from '../../shared/people.ts';
import { freePort } from '../harness/product.ts';
import { startXSimulator, type XSimulator } from '../simulators/x.ts';
import { createFastClock, type FastClock } from './fast-clock.ts';
import { type MailServer, startMailServer } from './mail-server.ts';
import type { DemoOptions } from './options.ts';
import { OUR_ADDRESS, OUR_NAME, OUR_X, staff } from './people.ts';
import { languages } from './texts.ts';

/** A Monday morning before opening: the same for everybody, so that weekends fall where they fell. */
const STARTS_AT = new Date('2026-11-23T07:00:00Z');
/** Leases are for processes that die; here there is one. Counted by the fast clock, and bounded by what a timer can wait. */
const leaseSecondsAt = (minutesPerSecond: number): number =>
  Math.min(3_600 * minutesPerSecond * 60, 6_000_000);

/** All that the demo plays on. */
export type Stage = {
  folder: string;
  clock: FastClock;
  log: Logger;
  /** How many lines of level error the log has. */
  errors(): number;
  url: string;
  inletPort: number;
  db: Db;
  x: XSimulator;
  mail: MailServer;
  /** API tokens by e-mail address. */
  tokens: Map<string, string>;
  /** Ends everything and removes the folder. */
  close(): Promise<void>;
};

function createFileLog(path: string) {
  let errors = 0;
  const file = pino.destination({ dest: path, sync: true });
  const log = pino(
    { level: 'info', base: null, formatters: { level: (label) => ({ level: label }) } },
    {
      write: (line: string) => {
        if (line.startsWith('{"level":"error"')) errors++;
        file.write(line);
      },
    },
  );
  return { log, errors: () => errors };
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });

function writeSettings(folder: string, x: XSimulator): string {
  const path = join(folder, 'redress.yaml');
  const templates = new Set(
    readdirSync(new URL('../../templates/acknowledgement', import.meta.url)),
  );
  const settings = {
    channels: {
      x: [
        {
          name: OUR_X.username,
          userId: OUR_X.id,
          accessToken: OUR_X.token,
          apiUrl: x.url,
          pollSeconds: 1,
        },
      ],
    },
    users: staff,
    policy: {
      organisation: OUR_NAME,
      contactPerson: 'Helen Graf, head of customer care',
      locales: languages.filter((language) => templates.has(language)),
    },
  };
  writeFileSync(path, stringify(settings), { mode: 0o600 });
  return path;
}

async function makeTokens(db: Db): Promise<Map<string, string>> {
  const tokens = new Map<string, string>();
  for (const { email } of staff) {
    const found = await findStaff(db.query, email);
    const made = await db.transaction((tx) => createApiToken(tx, found?.staffId ?? '', 'demo'));
    tokens.set(email, made.token);
  }
  return tokens;
}

/** Starts everything. @throws ConfigError when Redress cannot start. */
export async function setStage(options: DemoOptions): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'redress-demo-'));
  // PostgreSQL may run as another user (nobody, when this is root), who must be able to reach it.
  chmodSync(folder, 0o755);
  const clock = createFastClock(STARTS_AT, options.minutesPerSecond);
  const { log, errors } = createFileLog(join(folder, 'redress.log'));
  const x = await startXSimulator({ clock });
  x.world.addUser({ id: OUR_X.id, username: OUR_X.username, name: OUR_NAME });
  x.world.grant(OUR_X.token, OUR_X.id);
  const mail = await startMailServer(clock);
  const inletPort = await freePort();
  const free = options.portAsked || (await isFree(options.port));
  const config = parseConfig({
    PORT: String(free ? options.port : 0),
    SMTP_INLET_PORT: String(inletPort),
    SMTP_URL: mail.smtpUrl,
    REDRESS_DATA: join(folder, 'data'),
    REDRESS_CONFIG: writeSettings(folder, x),
    MAIL_FROM: `${OUR_NAME} <${OUR_ADDRESS}>`,
    INTAKE_RATE_LIMIT: '0',
  });
  const leaseSeconds = leaseSecondsAt(options.minutesPerSecond);
  const redress = createRedress(config, { log, clock, leaseSeconds });
  let db: Db | undefined;
  const close = async (): Promise<void> => {
    await db?.close();
    await redress.stop();
    await Promise.all([mail.stop(), x.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await redress.start();
    // The server that Redress has just started in its folder: found, not started again.
    const { connectionString } = await startEmbeddedPostgres(config.dataDir, log);
    db = openDb(connectionString, log, { poolMax: 4 });
    const tokens = await makeTokens(db);
    writeFileSync(join(folder, 'token'), `${tokens.get('helen@larkwood.example')}\n`, {
      mode: 0o600,
    });
    return {
      folder,
      clock,
      log,
      errors,
      url: redress.url(),
      inletPort,
      db,
      x,
      mail,
      tokens,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
