// What the demo is told on its command line. Nothing starts here.
import { parseArgs } from 'node:util';

export type DemoOptions = {
  minutesPerSecond: number;
  count: number | undefined;
  seed: number;
  port: number;
  /** The port was asked for: another one will not do. */
  portAsked: boolean;
  quiet: boolean;
  json: boolean;
  exitWhenDone: boolean;
};

/** What `--help` prints. */
export const usage = `npm run demo -- [options]

  --speed N          minutes of the demo's clock that pass in a second (default 10)
  --fast             the same as --speed 60
  --count N          how many messages come in (default: all that are written)
  --seed N           another order, other fates (default 1)
  --port N           port of the web server (default 8080, or a free one)
  --quiet            nothing but the summary
  --json             the summary as JSON
  --exit-when-done   end with the summary when all is said, answered and escalated
  --help             this

Everything runs on this machine only and in a scratch folder that is removed at the end (Ctrl-C).
`;

/** A wrong option: its text is for people. */
export class UsageError extends Error {
  override name = 'UsageError';
}

function numberOf(name: string, text: string | undefined, low: number, high: number) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < low || value > high)
    throw new UsageError(`--${name}: expected a number from ${low} to ${high}, not "${text}"`);
  return value;
}

/** Reads the arguments; undefined when help was asked for. @throws UsageError */
export function parseOptions(args: string[]): DemoOptions | undefined {
  let values: Record<string, string | boolean | undefined>;
  try {
    const flag = { type: 'boolean' } as const;
    const text = { type: 'string' } as const;
    ({ values } = parseArgs({
      args,
      options: {
        speed: text,
        fast: flag,
        count: text,
        seed: text,
        port: text,
        quiet: flag,
        json: flag,
        'exit-when-done': flag,
        help: flag,
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  if (values.help) return undefined;
  const number = (name: string, low: number, high: number) =>
    numberOf(name, values[name] as string | undefined, low, high);
  const port = number('port', 0, 65_535);
  return {
    minutesPerSecond: number('speed', 1, 600) ?? (values.fast ? 60 : 10),
    count: number('count', 1, 10_000),
    seed: number('seed', -1e9, 1e9) ?? 1,
    port: port ?? 8080,
    portAsked: port !== undefined,
    quiet: values.quiet === true,
    json: values.json === true,
    exitWhenDone: values['exit-when-done'] === true,
  };
}
