// A rig with the staff API of cases served over HTTP, and a client for each member of staff.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { problemHandler } from '#shared/http.ts';
import { createApiToken } from '#shared/people.ts';
import { createCasesRouter } from '../../services/cases/cases-api.ts';
import { testLog } from '../harness/postgres.ts';
import { createStaffApi, type StaffApi } from '../harness/staff-api.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

export type ApiRig = CasesRig & {
  base: string;
  /** The client of a member of staff by name. */
  api(name: string): StaffApi;
  query<R = Record<string, unknown>>(text: string, parameters?: unknown[]): Promise<R[]>;
};

/** Makes the rig. `close` it in the end. */
export async function createApiRig(): Promise<ApiRig> {
  const rig = await createCasesRig();
  const app = express()
    .use(createCasesRouter(rig.shell, { checkAnswers: true }))
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
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await rig.close();
    },
  };
}
