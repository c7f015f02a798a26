// The console as its users meet it: the whole product in this process on a real PostgreSQL, the built app, a real Chromium.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Environment, parseConfig } from '../../services/config.ts';
import { createRedress, type Redress } from '../../services/redress.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { createApiToken, findStaff, type Role } from '../../shared/people.ts';
import { launchChromium } from './chromium.ts';
import { createTestDatabase, type TestDatabase, testLog } from './postgres.ts';
import { eventually } from './product.ts';
import { signIn } from './sign-in.ts';
import { createStaffApi, type StaffApi } from './staff-api.ts';
import { writeConfig } from './topology.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Who works here in tests: one a role, and what pages need of them. Addresses are FIRST@redress.test. */
export const people = [
  { email: 'fay@redress.test', name: 'Fay Front', role: 'frontline' },
  { email: 'finn@redress.test', name: 'Finn Front', role: 'frontline' },
  { email: 'rosa@redress.test', name: 'Rosa Responder', role: 'frontline', responderFor: ['x'] },
  { email: 'sam@redress.test', name: 'Sam Super', role: 'supervisor' },
  { email: 'max@redress.test', name: 'Max Manager', role: 'department_manager' },
  { email: 'sue@redress.test', name: 'Sue Senior', role: 'senior_management' },
  { email: 'ada@redress.test', name: 'Ada Admin', role: 'admin' },
  { email: 'otto@redress.test', name: 'Otto Auditor', role: 'auditor' },
] satisfies { email: string; name: string; role: Role; responderFor?: string[] }[];

export type Who = 'fay' | 'finn' | 'rosa' | 'sam' | 'max' | 'sue' | 'ada' | 'otto';

export type Look = {
  width?: number;
  height?: number;
  dark?: boolean;
  locale?: string;
  zone?: string;
};

/** A desktop, and a phone. */
export const WIDE = 1440;
export const PHONE = 390;

export type ConsoleRig = {
  url: string;
  db: Db;
  redress: Redress;
  browser: Browser;
  /** A page of a browser of its own in which somebody is signed in, at a path of the console such as `/work`. */
  open(who: Who | undefined, path: string, look?: Look): Promise<Page>;
  /** The API with a token of theirs, to set a stage; what is under test goes by the page. */
  as(who: Who): Promise<StaffApi>;
  /** Sends a complaint by the public API and waits until its case is there. Gives its reference. */
  complain(complaint: Record<string, string>): Promise<string>;
  /** Ends all of it. @throws Error when a page of `open` logged an error or a warning: a violation of our policy for content, too. */
  stop(): Promise<void>;
};

export type RigSettings = {
  /** The system's clock when absent; a hand clock lets a test pass days. */
  clock?: Clock;
  environment?: Environment;
  /** More of REDRESS_CONFIG: channels, policy. */
  config?: Record<string, unknown>;
  /** A database that is there already; whoever made it drops it. */
  database?: TestDatabase;
};

function buildOnce(): void {
  execFileSync(process.execPath, ['deploy/build-console.mjs'], { cwd: root, stdio: 'inherit' });
}

async function enter(
  context: BrowserContext,
  rig: { url: string; db: Db; clock: Clock },
  who: Who,
) {
  const staff = await findStaff(rig.db.query, `${who}@redress.test`);
  if (!staff) throw new Error(`${who} is not among the people of the tests`);
  await signIn(context, { ...rig, staffId: staff.staffId, now: rig.clock.now() });
}

/** What a browser complains of by itself; answers that are refusals are part of the stories. */
function noteTroubles(context: BrowserContext, troubles: string[]): void {
  context.on('weberror', (failed) => troubles.push(failed.error().message));
  context.on('console', (message) => {
    const text = message.text();
    if (
      !['error', 'warning'].includes(message.type()) ||
      text.startsWith('Failed to load resource')
    )
      return;
    troubles.push(`${message.type()} on ${message.page()?.url() ?? 'a page'}: ${text}`);
  });
}

async function contextFor(browser: Browser, look: Look): Promise<BrowserContext> {
  const { width = WIDE, height = width < 600 ? 844 : 900 } = look;
  return browser.newContext({
    viewport: { width, height },
    colorScheme: look.dark ? 'dark' : 'light',
    locale: look.locale ?? 'en-GB',
    timezoneId: look.zone ?? 'Europe/Berlin',
    isMobile: width < 600,
    hasTouch: width < 600,
    reducedMotion: 'reduce',
  });
}

async function complain(url: string, api: StaffApi, complaint: Record<string, string>) {
  const answer = await fetch(`${url}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ada@customer.test', ...complaint }),
  });
  const { reference } = (await answer.json()) as { reference: string };
  await eventually(`the case ${reference}`, async () => {
    const { status } = await api.get(`/api/v1/cases/${reference}`);
    return status === 200;
  });
  return reference;
}

/** Starts everything. Close it by `stop`. */
export async function startConsole(settings: RigSettings = {}): Promise<ConsoleRig> {
  buildOnce();
  const { clock = systemClock } = settings;
  const database = settings.database ?? (await createTestDatabase());
  const environment = {
    DATABASE_URL: database.url,
    SECRET_KEY: 'a secret for tests, long enough for all',
    PORT: '0',
    SMTP_INLET_PORT: '0',
    INTAKE_RATE_LIMIT: '0',
    REDRESS_CONFIG: writeConfig({ users: people, ...settings.config }),
    ...settings.environment,
  };
  const redress = createRedress(parseConfig(environment), { log: testLog, clock });
  await redress.start();
  const browser = await launchChromium();
  const url = redress.url();
  const rig = { url, db: database.db, clock };
  const troubles: string[] = [];
  const apis = new Map<Who, Promise<StaffApi>>();
  const makeApi = async (who: Who): Promise<StaffApi> => {
    const staff = await findStaff(database.db.query, `${who}@redress.test`);
    const { token } = await database.db.transaction((tx) =>
      createApiToken(tx, staff?.staffId ?? '', 'test'),
    );
    return createStaffApi(url, token);
  };
  const as = (who: Who): Promise<StaffApi> => {
    const known = apis.get(who) ?? makeApi(who);
    apis.set(who, known);
    return known;
  };
  return {
    ...rig,
    redress,
    browser,
    as,
    open: async (who, path, look = {}) => {
      const context = await contextFor(browser, look);
      noteTroubles(context, troubles);
      if (who) await enter(context, rig, who);
      const page = await context.newPage();
      await page.goto(`${url}/console${path}`);
      return page;
    },
    complain: async (complaint) => complain(url, await as('sam'), complaint),
    stop: async () => {
      await browser.close();
      await redress.stop();
      if (!settings.database) await database.drop();
      if (troubles.length > 0)
        throw new Error(`the browser complained:\n${[...new Set(troubles)].join('\n')}`);
    },
  };
}

/** Waits until a page shows what it has: its title, and nothing on its way. Not for a quiet network: changes come all the time. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

type Violation = {
  id: string;
  impact: string;
  help: string;
  nodes: { target: string[]; failureSummary: string }[];
};

/** What axe finds serious or critical on a page as it is (WCAG 2.2 A and AA), a line each. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const violations = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then((found) => found.violations)`,
  )) as Violation[];
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes
        .slice(0, 5)
        .map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
}
