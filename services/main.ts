// The process: settings, signals, exit codes. What runs in it is composed in redress.ts.
import { ConfigError, errorText } from '#shared/errors.ts';
import { createLog } from '#shared/log.ts';
import { readConfig } from './config.ts';
import { createRedress } from './redress.ts';

const refuse = (error: unknown): never => {
  const text = error instanceof ConfigError ? error.message : errorText(error);
  process.stderr.write(`redress: ${text}\n`);
  process.exit(1);
};

async function run(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const names = process.argv.slice(2);
  const redress = createRedress(config, { log, services: names });
  // What nobody caught is a bug: it is logged and the process goes on, as every effect is durable and repeatable.
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'an error nobody handled'));
  process.on('uncaughtException', (error) => log.error({ err: error }, 'an error nobody handled'));
  let stopping: Promise<void> | undefined;
  const stop = (signal: string): void => {
    stopping ??= (async () => {
      log.info({ signal }, 'draining');
      await redress.stop();
      log.info('stopped');
      process.exit(0);
    })();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  await redress.start();
  if (stopping) return;
  process.stdout.write(`ready ${redress.url()}\n`);
  // It runs: a database that is lost just now must not end it.
  const hints = await redress.hints().catch((error: unknown) => {
    log.warn({ err: error }, 'no hints: the database did not answer');
    return [];
  });
  for (const line of hints) process.stdout.write(`${line}\n`);
}

run().catch(refuse);
