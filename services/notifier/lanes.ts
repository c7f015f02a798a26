// Waiting lines with a bound on how many are worked on at once, by name. They know nothing of what is worked on.

export type Lanes<Name extends string, Job> = {
  /** Adds a job at the end of a line. */
  add(name: Name, job: Job): void;
  /** Begins to work, or goes on after a stop. */
  open(): void;
  /** Begins no further job, and gives those that had not begun. */
  close(): Job[];
  /** Settles when nothing is being worked on. */
  idle(): Promise<void>;
};

/** Makes the lines. `work` must not throw. */
export function createLanes<Name extends string, Job>(
  widths: Record<Name, number>,
  work: (job: Job) => Promise<void>,
): Lanes<Name, Job> {
  const names = Object.keys(widths) as Name[];
  const lanes = new Map(names.map((name) => [name, { jobs: [] as Job[], next: 0, running: 0 }]));
  let isOpen = false;
  let idled: (() => void)[] = [];

  const running = (): number => [...lanes.values()].reduce((sum, lane) => sum + lane.running, 0);

  const pump = (name: Name): void => {
    const lane = lanes.get(name);
    while (lane && isOpen && lane.running < widths[name]) {
      const job = lane.jobs[lane.next];
      if (job === undefined) {
        // Taken by index and cleared when empty: shifting a long array moves all of it.
        lane.jobs = [];
        lane.next = 0;
        return;
      }
      lane.next += 1;
      lane.running += 1;
      void work(job).finally(() => {
        lane.running -= 1;
        pump(name);
        if (running() > 0) return;
        for (const resolve of idled.splice(0)) resolve();
      });
    }
  };

  return {
    add: (name, job) => {
      lanes.get(name)?.jobs.push(job);
      pump(name);
    },
    open: () => {
      isOpen = true;
      for (const name of names) pump(name);
    },
    close: () => {
      isOpen = false;
      return [...lanes.values()].flatMap((lane) => {
        const left = lane.jobs.slice(lane.next);
        lane.jobs = [];
        lane.next = 0;
        return left;
      });
    },
    idle: () =>
      running() === 0
        ? Promise.resolve()
        : new Promise<void>((resolve) => {
            idled = [...idled, resolve];
          }),
  };
}
