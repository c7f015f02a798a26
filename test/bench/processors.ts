// What processes cost, from /proc: CPU time of trees of processes, and what everybody else took of the cores. Linux only.
import { readdirSync, readFileSync } from 'node:fs';

// USER_HZ: 100 on every Linux that Node runs on (getconf CLK_TCK).
const TICK_MS = 10;

type Stat = { pid: number; parent: number; ticks: number };

function readStat(pid: string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name stands in brackets and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // proc(5): utime, stime, and those of children that were waited for.
    const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at]), 0);
    return { pid: Number(pid), parent: Number(fields[1]), ticks };
  } catch {
    return undefined;
  }
}

function busyTicks(): number {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] =
    readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/\s+/).map(Number) ?? [];
  return user + nice + system + irq + softirq + steal;
}

/** Groups of processes: each root with all that descends from it, but for roots of other groups. */
export type Groups = Record<string, number[]>;

/** CPU time so far, in milliseconds: of each group, and of the whole machine. */
export type CpuReading = { groups: Record<string, number>; busyMs: number; at: number };

/** Reads the CPU times of groups. */
export function readCpu(groups: Groups): CpuReading {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readStat(pid) ?? []);
  const children = Map.groupBy(stats, ({ parent }) => parent);
  const byPid = new Map(stats.map((stat) => [stat.pid, stat]));
  const roots = new Set(Object.values(groups).flat());
  const ticksOf = (pid: number): number =>
    (byPid.get(pid)?.ticks ?? 0) +
    (children.get(pid) ?? [])
      .filter((child) => !roots.has(child.pid))
      .reduce((sum, child) => sum + ticksOf(child.pid), 0);
  return {
    groups: Object.fromEntries(
      Object.entries(groups).map(([name, pids]) => [
        name,
        pids.reduce((sum, pid) => sum + ticksOf(pid), 0) * TICK_MS,
      ]),
    ),
    busyMs: busyTicks() * TICK_MS,
    at: performance.now(),
  };
}

/** What was used between two readings. */
export type CpuUse = {
  /** CPU-ms by group. */
  groups: Record<string, number>;
  /** Cores that processes of no group took, on average. */
  otherCores: number;
};

/** The difference of two readings. */
export function cpuBetween(from: CpuReading, to: CpuReading): CpuUse {
  const groups = Object.fromEntries(
    Object.entries(to.groups).map(([name, ms]) => [name, ms - (from.groups[name] ?? 0)]),
  );
  const ours = Object.values(groups).reduce((sum, ms) => sum + ms, 0);
  const others = to.busyMs - from.busyMs - ours;
  return { groups, otherCores: Math.max(0, others / (to.at - from.at)) };
}

/** The children of a process whose command line holds a text. */
export function childrenOf(parent: number, holding: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => readStat(pid) ?? [])
    .filter((stat) => stat.parent === parent)
    .filter(({ pid }) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(holding);
      } catch {
        return false;
      }
    })
    .map(({ pid }) => pid);
}
