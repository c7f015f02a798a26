// The portal over real HTTP with a real PostgreSQL, and what came in through it. Tests of other rooms have their own.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { expect } from 'vitest';
import type { z } from 'zod';
import { createPortal } from '../../services/portal/portal.ts';
import type { portalConfig } from '../../services/portal/portal-context.ts';
import { createPostgresBus } from '../../shared/bus/postgres.ts';
import { createHandClock, type HandClock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { type IntakeReceived, intakeReceivedSchema } from '../../shared/events/intake.ts';
import { problemHandler } from '../../shared/http.ts';
import { startAll, stopAll } from '../../shared/lifecycle.ts';
import { createMetrics } from '../../shared/metrics.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import type { Deps } from '../../shared/runtime.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import { testLog } from '../harness/postgres.ts';

export type PortalRig = {
  url: string;
  deps: Deps;
  clock: HandClock;
  stop(): Promise<void>;
  /** Posts JSON to a path of the API. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Posts a form; fields with `null` are left out. Redirects are not followed. */
  postForm(
    path: string,
    fields: Record<string, string>,
    files?: { name: string; content: string; field?: string }[],
    headers?: Record<string, string>,
  ): Promise<Response>;
};

type Settings = z.input<typeof portalConfig>;

/** Starts a portal on a database. Limits of rate are off unless the test sets them. */
export async function startPortal(db: Db, settings: Settings = {}): Promise<PortalRig> {
  const clock = createHandClock(new Date('2026-11-23T08:00:00Z'));
  const common = { db, clock, log: testLog, metrics: createMetrics() };
  const app = express();
  app.set('query parser', 'simple');
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const deps: Deps = {
    ...common,
    bus: createPostgresBus(common),
    signer: createSigner(new Secret('0'.repeat(32))),
    policy: loadPolicy({ organisation: 'Halden & Vik' }),
    publicUrl: url,
    mailFrom: { name: 'Care', address: 'care@example.org' },
  };
  const portal = createPortal(
    { rateLimitPerMinute: 0, lookupsPerMinute: 0, lookupMs: 0, ...settings },
    deps,
  );
  if (portal.router) app.use(portal.router);
  app.use(problemHandler(testLog));
  await startAll(portal.parts, testLog);
  return {
    url,
    deps,
    clock,
    stop: async () => {
      await stopAll(portal.parts, testLog);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    post: (path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    postForm: (path, fields, files = [], headers = {}) => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      for (const file of files)
        form.append(file.field ?? 'files', new Blob([file.content]), file.name);
      return fetch(`${url}${path}`, { method: 'POST', body: form, headers, redirect: 'manual' });
    },
  };
}

/** Everything that was accepted, in order, each checked against the event's schema. */
export async function receivedItems(db: Db): Promise<IntakeReceived[]> {
  const rows = await db.query<{ received: unknown }>(
    'select received from intake.items order by accepted_at, item_id',
  );
  return rows.map((row) => intakeReceivedSchema.parse(row.received));
}

/** How many events of received items stand in the log. */
export async function publishedCount(db: Db): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select count(*)::int as n from bus.events where topic = 'intake.received.v1'`,
  );
  return row?.n ?? 0;
}

/** A case as services/cases would have made it of an accepted item, with what the status page shows of it. */
export type ShownCase = {
  caseId: string;
  reference: string;
  status?: string;
  epoch?: number;
  acknowledgeBy?: string;
  acknowledgedAt?: string | null;
  summary?: string;
  updates?: { at: string; text: string }[];
  contactEmail?: string | null;
};

/** Writes a case, and that the items with these references opened or joined it. */
export async function putCase(db: Db, shown: ShownCase, itemReferences: string[]): Promise<void> {
  const state = {
    updates: shown.updates ?? [],
    ...(shown.summary && { resolution: { summary: shown.summary } }),
    ...(shown.acknowledgeBy && { acknowledgement: { dueAt: shown.acknowledgeBy } }),
  };
  await db.query(
    `insert into cases.cases (case_id, reference, version, chain, status, kind, category, severity, channel, language, epoch,
       escalation_level, subject, contact_email, opened_at, acknowledged_at, resolve_by, updated_at, trace, state)
     values ($1, $2, 1, '', $3, 'complaint', 'product', 'moderate', 'form', 'en', $4, 0, 'SECRET SUBJECT', $5,
       '2026-11-23T08:00:00Z', $6, '2026-11-26T08:00:00Z', now(), '', $7)
     on conflict (case_id) do update set status = excluded.status, epoch = excluded.epoch, state = excluded.state,
       acknowledged_at = excluded.acknowledged_at`,
    [
      shown.caseId,
      shown.reference,
      shown.status ?? 'new',
      shown.epoch ?? 1,
      shown.contactEmail ?? null,
      shown.acknowledgedAt ?? null,
      JSON.stringify(state),
    ],
  );
  for (const reference of itemReferences) {
    await db.query(
      `insert into cases.intake_outcomes (item_id, outcome, case_id, case_reference, decided_at)
       select i.item_id, case when i.reference = $2 then 'case' else 'joined' end, $1, $2, now()
       from intake.items i where i.reference = $3 on conflict do nothing`,
      [shown.caseId, shown.reference, reference],
    );
  }
}

/** The body of a 202. */
export async function accepted(response: Response) {
  expect(response.status).toBe(202);
  return (await response.json()) as { reference: string; statusUrl: string; acknowledgeBy: string };
}

/** The problem (RFC 9457) that a response must be. */
export async function problem(response: Response, status: number) {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return (await response.json()) as {
    code: string;
    title: string;
    fields?: Record<string, string>;
  };
}
