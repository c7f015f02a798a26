// `npm run demo`: Redress alive on a scratch folder, with a clock that runs fast, hundreds of customers and a staff.
import { ConfigError, errorText } from '../../shared/errors.ts';
import { type DemoOptions, parseOptions, UsageError, usage } from './options.ts';
import { createScreen } from './screen.ts';
import { startShow } from './show.ts';
import { type Stage, setStage } from './stage.ts';
import { summarise, summaryText } from './summary.ts';

const DRAW_EVERY_MS = 300;
const LOOK_EVERY_MS = 900;

const wall = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

async function perform(stage: Stage, options: DemoOptions, ending: AbortController): Promise<void> {
  const show = await startShow(stage, options, ending.signal);
  const screen = createScreen(process.stdout, options.quiet);
  let figures = await show.watch.look();
  const drawing = setInterval(() => screen.draw(show.scenery(figures)), DRAW_EVERY_MS);
  while (!ending.signal.aborted) {
    await wall(LOOK_EVERY_MS, ending.signal);
    figures = await show.watch.look();
    if (options.exitWhenDone && show.isDone(figures)) ending.abort();
  }
  clearInterval(drawing);
  screen.close();
  await show.stop();
  const summary = summarise(stage, show, await show.watch.look(), options);
  process.stdout.write(
    options.json ? `${JSON.stringify(summary, null, 2)}\n` : summaryText(summary),
  );
  if (!summary.addsUp && options.exitWhenDone) process.exitCode = 1;
}

async function run(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(usage);
    return;
  }
  const ending = new AbortController();
  const end = (): void => ending.abort();
  process.on('SIGINT', () => {
    // Whoever asks twice does not want to wait.
    if (ending.signal.aborted) process.exit(130);
    end();
  });
  process.on('SIGTERM', end);
  // A terminal that is closed ends it too; nothing can be shown any more then.
  process.on('SIGHUP', end);
  process.stdout.on('error', end);
  process.stderr.on('error', end);
  if (!options.quiet) process.stderr.write('starting PostgreSQL and Redress …\n');
  const stage = await setStage(options);
  const unhandled = (error: unknown): void =>
    stage.log.error({ err: error }, 'an error nobody handled');
  process.on('unhandledRejection', unhandled);
  process.on('uncaughtException', unhandled);
  try {
    await perform(stage, options, ending);
  } finally {
    if (!options.quiet) process.stderr.write('draining, removing the folder …\n');
    await stage.close();
  }
}

run().catch((error) => {
  const known = error instanceof UsageError || error instanceof ConfigError;
  process.stderr.write(`demo: ${known ? error.message : errorText(error)}\n`);
  process.exitCode = 1;
});
