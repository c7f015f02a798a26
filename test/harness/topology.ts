// The product in the two ways it is run: everything in one process on the embedded PostgreSQL, or each service in its own
// process on a PostgreSQL and a Kafka of the house.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Environment, freePort, type RunningProcess, startProcess } from './product.ts';
import { scratchFolder } from './scratch.ts';

/** All services, in start order. */
export const serviceNames = [
  'notifier',
  'cases',
  'classifier',
  'social',
  'portal',
  'console',
  'email',
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** A running product, whatever its shape. */
export type Topology = {
  /** For the command line. */
  environment: Environment;
  inletPort: number;
  /** Where a service answers. */
  url(service: ServiceName): string;
  /** The processes by name: one called `all`, or one a service. */
  processes: Map<string, RunningProcess>;
  /** Starts the named process again, on its old port, with its old settings. */
  restart(name: string): Promise<void>;
  /** SIGTERM to all; the exit codes by name. */
  stop(): Promise<Record<string, number | null>>;
};

/** Writes the YAML file that REDRESS_CONFIG names. */
export function writeConfig(config: unknown): string {
  const path = join(scratchFolder(), 'redress.yaml');
  writeFileSync(path, stringify(config), { mode: 0o600 });
  return path;
}

async function startAll(
  environment: Environment,
  groups: Map<string, ServiceName[]>,
): Promise<Topology> {
  const inletPort = await freePort();
  const ports = new Map<string, number>();
  for (const name of groups.keys()) ports.set(name, await freePort());
  const processes = new Map<string, RunningProcess>();
  const groupOf = (service: ServiceName): string =>
    [...groups].find(([, services]) => services.includes(service))?.[0] ?? 'all';
  const portal = `http://127.0.0.1:${ports.get(groupOf('portal'))}`;
  const common = { PUBLIC_URL: portal, ...environment, SMTP_INLET_PORT: String(inletPort) };
  const start = async (name: string): Promise<void> => {
    const services = groups.get(name) ?? [];
    const own = { ...common, PORT: String(ports.get(name)) };
    processes.set(name, await startProcess(own, name === 'all' ? [] : services));
  };
  const stop = async () => {
    const codes: Record<string, number | null> = {};
    for (const [name, running] of [...processes].reverse()) codes[name] = await running.stop();
    return codes;
  };
  try {
    for (const name of groups.keys()) await start(name);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    environment: common,
    inletPort,
    url: (service) => processes.get(groupOf(service))?.url ?? '',
    processes,
    restart: start,
    stop,
  };
}

/** Everything in one process. */
export const startTogether = (environment: Environment): Promise<Topology> =>
  startAll(environment, new Map([['all', [...serviceNames]]]));

/** Each service in a process of its own; those in `twins` in a second one too, called `NAME-2`. */
export const startApart = (
  environment: Environment,
  twins: ServiceName[] = [],
): Promise<Topology> => {
  const groups = new Map<string, ServiceName[]>(serviceNames.map((name) => [name, [name]]));
  for (const name of twins) groups.set(`${name}-2`, [name]);
  return startAll(environment, groups);
};
