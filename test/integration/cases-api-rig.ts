// A rig with the staff API of cases served over HTTP, and a client for each member of staff.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { openDb } from '#shared/db.ts';
import { problemHandler } from '#shared/http.ts';
import { createApiToken } from '#shared/people.ts';
import { createShell } from '../../services/cases/cases.ts';
import { createCasesRouter } from '../../services/cases/cases-api.ts';
import { createChangeFeed, type FeedLimits } from '../../services/cases/changes/change-feed.ts';
import type { Shell } from '../../services/cases/work.ts';
import { testLog } from '../harness/postgres.ts';
import { createStaffApi, type StaffApi } from '../harness/staff-api.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

export type ApiRig = CasesRig & {
  base: string;
  /** The client of a member of staff by name. */
  api(name: string): StaffApi;
  /** Does something with a shell of another process: its own connections. */
  elsewhere<T>(work: (shell: Shell) => Promise<T>): Promise<T>;
  query<R = Record<string, unknown>>(text: string, parameters?: unknown[]): Promise<R[]>;
};

/** Makes the rig. With limits for live changes these run. `close` it in the end. */
export async function createApiRig(options: { changes?: FeedLimits } = {}): Promise<ApiRig> {
  const rig = await createCasesRig();
  const { clock } = rig;
  const changes = options.changes
    ? createChangeFeed({ db: rig.database.db, clock, log: testLog }, options.changes)
    : rig.shell.changes;
  const shell: Shell = { ...rig.shell, rules: rig.shell.rules, changes };
  const parts = options.changes ? changes.parts : [];
  for (const part of parts) await part.start();
  const app = express()
    .use(createCasesRouter(options.changes ? shell : rig.shell, { checkAnswers: true }))
    .use(problemHandler(testLog));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients = new Map<string, StaffApi>();
  for (const [name, staffId] of Object.entries(rig.staff)) {
    const { token } = await rig.database.db.transaction((tx) =>
      createApiToken(tx, staffId, 'test'),
    );
    clients.set(name, createStaffApi(base, token));
  }
  return {
    ...rig,
    base,
    api: (name) => clients.get(name) as StaffApi,
    query: (text, parameters = []) => rig.database.db.query(text, parameters),
    elsewhere: async (work) => {
      const db = openDb(rig.database.url, testLog);
      const { signer, publicUrl } = rig.shell;
      const policy = rig.shell.rules.policy;
      try {
        return await work(createShell({}, { db, clock, signer, policy, publicUrl, log: testLog }));
      } finally {
        await db.close();
      }
    },
    close: async () => {
      changes.drain();
      for (const part of parts) await part.stop();
      await new Promise((resolve) => server.close(resolve));
      await rig.close();
    },
  };
}
