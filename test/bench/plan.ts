// Which cells a benchmark has, in which order, and what --cells chooses among them. Pure.

/** What comes in which way to which system on how many cases. The id says all of it and names the cell's result. */
export type Cell = { id: string; cases: number; round?: number } & (
  | {
      kind: 'load';
      system: 'redress' | 'floor' | 'helpdesk';
      bus: 'postgres' | 'kafka' | 'none';
      way: 'api' | 'inlet';
      mode: { kind: 'closed'; clients: number } | { kind: 'open'; share: number };
    }
  | { kind: 'fetch'; bus: 'postgres' | 'kafka' }
  | { kind: 'part'; part: Part }
);

/** Parts of the work on their own: what the machine and the libraries can do at most. */
export const parts = [
  'insert-1',
  'insert-8',
  'insert-32',
  'express-32',
  'smtp-10',
  'imap-one',
  'imap-bulk',
] as const;
export type Part = (typeof parts)[number];

export type PlanOptions = {
  buses: ('postgres' | 'kafka')[];
  /** Pairs of Redress and django-helpdesk, one after the other. */
  pairs: number;
  /** How many cases are there already in the cells about that; 0: none of these. */
  seeded: number;
  quick: boolean;
};

const closedClients = [1, 8, 32];
const openShares = [25, 50, 80];

type LoadCell = Extract<Cell, { kind: 'load' }>;

const load = (
  of: Pick<LoadCell, 'system' | 'bus' | 'way' | 'cases'>,
  mode: LoadCell['mode'],
): Cell => {
  const how = mode.kind === 'closed' ? `closed-${mode.clients}` : `open-${mode.share}`;
  const bus = of.bus === 'none' ? '' : `/${of.bus}`;
  return { id: `${of.system}${bus}/${of.way}/${how}/${of.cases}`, kind: 'load', ...of, mode };
};

const closed = (clients: number): LoadCell['mode'] => ({ kind: 'closed', clients });
const open = (share: number): LoadCell['mode'] => ({ kind: 'open', share });

function busCells(bus: 'postgres' | 'kafka', quick: boolean): Cell[] {
  const redress = { system: 'redress', bus, cases: 0 } as const;
  const floor = { system: 'floor', bus: 'none', way: 'api', cases: 0 } as const;
  const clients = quick ? [8] : closedClients;
  return [
    // Beside each cell of the product its floor, so that both have the same neighbours.
    ...clients.flatMap((k) => [
      ...(bus === 'postgres' ? [load(floor, closed(k))] : []),
      load({ ...redress, way: 'api' }, closed(k)),
    ]),
    ...(quick ? [50] : openShares).map((share) => load({ ...redress, way: 'api' }, open(share))),
    ...(quick && bus === 'kafka' ? [] : clients).map((k) =>
      load({ ...redress, way: 'inlet' }, closed(k)),
    ),
    ...(quick && bus === 'kafka'
      ? []
      : [{ id: `redress/${bus}/dovecot/0`, kind: 'fetch', bus, cases: 0 } as Cell]),
  ];
}

function seededCells(bus: 'postgres' | 'kafka', cases: number): Cell[] {
  const redress = { system: 'redress', bus, way: 'api', cases } as const;
  return [load(redress, closed(8)), load(redress, closed(32)), load(redress, open(50))];
}

function pairCells(pairs: number, clients: number[]): Cell[] {
  const systems = [
    { system: 'helpdesk', bus: 'none' },
    { system: 'redress', bus: 'postgres' },
  ] as const;
  return clients.flatMap((k) =>
    Array.from({ length: pairs }, (_, index) =>
      systems.map(({ system, bus }): Cell => {
        const cell = load({ system, bus, way: 'api', cases: 0 }, closed(k));
        return { ...cell, id: `pair-${index + 1}/${system}/closed-${k}`, round: index + 1 };
      }),
    ).flat(),
  );
}

/** All cells in their order. */
export function planCells({ buses, pairs, seeded, quick }: PlanOptions): Cell[] {
  const chosenParts = quick ? parts.filter((part) => !/-1$|-32$/.test(part)) : parts;
  return [
    ...chosenParts.map((part): Cell => ({ id: `part/${part}`, kind: 'part', part, cases: 0 })),
    ...buses.flatMap((bus) => busCells(bus, quick)),
    ...pairCells(pairs, quick ? [8] : closedClients),
    ...(seeded > 0 ? buses.flatMap((bus) => seededCells(bus, seeded)) : []),
  ];
}

/** The cells whose id holds one of the words; all when there is no word. */
export const chooseCells = (cells: Cell[], words: string[]): Cell[] =>
  cells.filter(({ id }) => words.length === 0 || words.some((word) => id.includes(word)));
