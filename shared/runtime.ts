// What every service is given and what it gives back. Wiring happens in services/main.ts alone.
import type { Router } from 'express';
import type { Bus } from './bus.ts';
import type { Clock } from './clock.ts';
import type { Db } from './db.ts';
import type { Service } from './lifecycle.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Policy } from './policy/policy.ts';
import type { Signer } from './secret.ts';

/** The mechanisms that a service may use. */
export type Deps = {
  db: Db;
  bus: Bus;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  signer: Signer;
  policy: Policy;
  /** The address customers and staff reach this instance at, without a slash at the end. */
  publicUrl: string;
  /** The mailbox outgoing mail comes from. */
  mailFrom: { name: string; address: string };
};

/** One part's answer to /readyz. */
export type Check = { name: string; check(): Promise<void> };

/** A service, ready to be run: its routes (mounted at the root), its running parts in start order, its checks. */
export type ServiceDefinition = {
  name: string;
  router?: Router;
  parts: Service[];
  /** Ends answers that have no end of their own; called when the process stops taking requests. */
  drain?(): void;
  checks?: Check[];
  /** Brings this service's gauges up to date; called when /metrics is asked for. */
  measure?(): Promise<void>;
};
