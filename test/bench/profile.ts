// Reads a profile of the product (node --cpu-prof) and says where its time goes: by the module of ours that was at work, and
// by function. Pure but for nothing: the caller reads the file.

type Node = {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: number[];
};

/** What V8's profiler writes (Chrome DevTools Protocol, Profiler.Profile). Times are microseconds. */
export type CpuProfile = {
  nodes: Node[];
  startTime: number;
  endTime: number;
  samples: number[];
  timeDeltas: number[];
};

/** Where time went: milliseconds by name, most first. */
export type Shares = { name: string; ms: number }[];

const ranked = (times: Map<string, number>): Shares =>
  [...times].map(([name, us]) => ({ name, ms: us / 1000 })).sort((a, b) => b.ms - a.ms);

const idle = new Set(['(idle)', '(program)', '(root)']);

// The folder of a module of the product, or the package or part of Node.
function placeOf(url: string): string {
  const own = /\/((?:services|shared)\/.*\.ts)$/.exec(url)?.[1];
  if (own) return own;
  const library = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (library) return library;
  return url.startsWith('node:') ? url.split('/').slice(0, 2).join('/') : url || 'native';
}

/**
 * Sums up a profile from `fromMs` after its begin on. `own`: each sample counts for the innermost module of the product
 * on its stack (what a library costs is charged to who called it; what no module of ours called is charged to the
 * library). `self`: each sample counts for the function it was taken in.
 */
export function summariseProfile(profile: CpuProfile, fromMs: number) {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]));
  const parents = new Map<number, number>();
  for (const node of profile.nodes)
    for (const child of node.children ?? []) parents.set(child, node.id);
  const ownOf = new Map<number, string>();
  const own = (id: number): string => {
    const known = ownOf.get(id);
    if (known) return known;
    const node = byId.get(id);
    const parent = parents.get(id);
    const place = node ? placeOf(node.callFrame.url) : 'native';
    let found = place;
    if (!/^(services|shared)\//.test(place) && parent !== undefined) {
      const above = own(parent);
      found = /^(services|shared)\//.test(above) || place === 'native' ? above : place;
    }
    ownOf.set(id, found);
    return found;
  };
  const owners = new Map<string, number>();
  const selves = new Map<string, number>();
  let busyUs = 0;
  let at = 0;
  profile.samples.forEach((id, index) => {
    const us = profile.timeDeltas[index] ?? 0;
    at += us;
    const node = byId.get(id);
    if (!node || at < fromMs * 1000) return;
    const { functionName, url, lineNumber } = node.callFrame;
    if (idle.has(functionName)) return;
    busyUs += us;
    const owner = functionName === '(garbage collector)' ? functionName : own(id);
    const self = `${functionName || '(anonymous)'} ${placeOf(url)}${url ? `:${lineNumber + 1}` : ''}`;
    owners.set(owner, (owners.get(owner) ?? 0) + us);
    selves.set(self, (selves.get(self) ?? 0) + us);
  });
  return { busyMs: busyUs / 1000, own: ranked(owners), self: ranked(selves) };
}
