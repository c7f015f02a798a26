// Kills the process that takes a step on a link: before the step arrives, before its reply does, or right after that.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { FaultProxy, ProxiedConnection } from '../harness/fault-proxy.ts';
import type { Step, StepReader } from './wire-steps.ts';

/** When the process dies: the step never arrives; it is done, but the process never hears so; it has just heard so. */
export const moments = ['before', 'unanswered', 'after'] as const;
export type Moment = (typeof moments)[number];

/** A link and how to read its steps. */
export type WatchedLink = { proxy: FaultProxy; reader: () => StepReader };

const portText = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');

/** Which of the processes holds the loopback connection between two ports (Linux: /proc). */
export function ownerOf(
  clientPort: number,
  serverPort: number,
  pids: number[],
): number | undefined {
  const ends = new RegExp(`0100007F:${portText(clientPort)} 0100007F:${portText(serverPort)} `);
  const line = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .find((each) => ends.test(each));
  const inode = line?.trim().split(/\s+/)[9];
  const holds = (pid: number): boolean => {
    try {
      return readdirSync(`/proc/${pid}/fd`).some((fd) => {
        try {
          return readlinkSync(`/proc/${pid}/fd/${fd}`) === `socket:[${inode}]`;
        } catch {
          return false;
        }
      });
    } catch {
      return false;
    }
  };
  return inode === undefined ? undefined : pids.find(holds);
}

/** What is waited for. `pids`: the processes that may die. */
export type Wanted = {
  step: Step;
  moment: Moment;
  nth: number;
  pids(): number[];
  waitMs: number;
};

export type CrashPoints = {
  /** Lets the process that takes the nth such step die. Gives its pid; undefined when nobody took the step in time. */
  kill(wanted: Wanted): Promise<number | undefined>;
};

// Long enough for the reply to be read, short enough that nothing else has happened.
const AFTER_MS = 2;

/** Watches the links from now on: connections are read from their first byte. */
export function createCrashPoints(links: WatchedLink[]): CrashPoints {
  let wanted: (Wanted & { done(pid: number | undefined): void }) | undefined;
  let left = 0;

  const killOwner = (link: ProxiedConnection, proxy: FaultProxy): boolean => {
    const pid = wanted && ownerOf(link.clientPort, proxy.port, wanted.pids());
    // Not one of the product's: somebody else's connection.
    if (pid === undefined) return false;
    process.kill(pid, 'SIGKILL');
    wanted?.done(pid);
    return true;
  };

  for (const { proxy, reader } of links) {
    const readers = new Map<number, StepReader>();
    let unanswered: number | undefined;
    const onRequest = (link: ProxiedConnection, chunk: Buffer): 'pass' | 'cut' => {
      const read = readers.get(link.id) ?? reader();
      readers.set(link.id, read);
      const steps = read(chunk);
      if (!wanted || left <= 0) return 'pass';
      left -= steps.filter((each) => each === wanted?.step).length;
      if (left > 0) return 'pass';
      if (wanted.moment === 'before') return killOwner(link, proxy) ? 'cut' : 'pass';
      unanswered = link.id;
      return 'pass';
    };
    const onReply = (link: ProxiedConnection): 'pass' | 'cut' => {
      if (link.id !== unanswered) return 'pass';
      unanswered = undefined;
      if (wanted?.moment === 'unanswered') return killOwner(link, proxy) ? 'cut' : 'pass';
      setTimeout(() => killOwner(link, proxy), AFTER_MS);
      return 'pass';
    };
    proxy.watch((link, from, chunk) =>
      from === 'client' ? onRequest(link, chunk) : onReply(link),
    );
  }

  return {
    kill: (next) =>
      new Promise((resolve) => {
        const done = (pid: number | undefined): void => {
          clearTimeout(timer);
          wanted = undefined;
          resolve(pid);
        };
        const timer = setTimeout(() => done(undefined), next.waitMs);
        left = next.nth;
        wanted = { ...next, done };
      }),
  };
}
