// The operator's command line: `npm run redress -- COMMAND`. Commands live beside the service they speak of.
import { Command, CommanderError, Help } from 'commander';
import { type AddCommands, type CliInstance, terminalText } from '#shared/cli.ts';
import { systemClock } from '#shared/clock.ts';
import { ConfigError, errorText, RequestError } from '#shared/errors.ts';
import { createLog } from '#shared/log.ts';
import { createPolicySource } from '#shared/policy/policy-source.ts';
import { createSigner } from '#shared/secret.ts';
import { addCaseCommands } from '../cases/case-commands.ts';
import { addImportCommand } from '../cases/cli/import-command.ts';
import { addPolicyCommands } from '../cases/cli/policy-commands.ts';
import { addRemedyCommands } from '../cases/cli/remedy-commands.ts';
import { addRetentionCommand } from '../cases/cli/retention-command.ts';
import { readConfig, secretKeyOf } from '../config.ts';
import { openDatabase } from '../database.ts';
import { addMailCommands } from '../notifier/mail-commands.ts';
import { addTemplateCommands } from '../notifier/templates/template-commands.ts';
import { addClassifierCommands } from './classifier.ts';
import { addDeadLetterCommands } from './dead-letter.ts';
import { addLearnCommands } from './learn.ts';
import { addLedgerCommands } from './ledger.ts';
import { addMigrateCommand } from './migrate.ts';
import { addPeopleCommands } from './people.ts';
import { addRecordCommands } from './record.ts';

const commands: AddCommands[] = [
  addPeopleCommands,
  addCaseCommands,
  addImportCommand,
  addPolicyCommands,
  addRemedyCommands,
  addLedgerCommands,
  addMailCommands,
  addTemplateCommands,
  addDeadLetterCommands,
  addMigrateCommand,
  addLearnCommands,
  addClassifierCommands,
  addRecordCommands,
  addRetentionCommand,
];

/** Opens the instance (running or not: it is found by DATABASE_URL or REDRESS_DATA), acts, closes. */
async function withInstance(
  json: boolean,
  action: (instance: CliInstance) => Promise<void>,
): Promise<void> {
  const config = readConfig();
  const log = createLog(
    process.stderr.isTTY ? 'warn' : config.logLevel === 'info' ? 'warn' : config.logLevel,
  );
  const database = await openDatabase(config, log);
  try {
    // The policy in force, be it that of the file or one that a person published.
    const source = createPolicySource({ db: database.db, log, given: config.policy });
    await source.refresh();
    await action({
      db: database.db,
      clock: systemClock,
      log,
      signer: createSigner(secretKeyOf(config)),
      policy: { ...source.policy },
      publicUrl: config.publicUrl ?? `http://${config.host}:${config.port}`,
      mailFrom: config.mailFrom,
      settings: { cases: config.cases },
      json,
      print: (value, text) => {
        process.stdout.write(`${terminalText(json ? JSON.stringify(value, null, 2) : text)}\n`);
      },
    });
  } finally {
    await database.close();
  }
}

function describe(error: unknown): string {
  if (error instanceof RequestError && error.fields) {
    return Object.entries(error.fields)
      .map(([field, text]) => `${field}: ${text}`)
      .join('; ');
  }
  return error instanceof ConfigError || error instanceof RequestError
    ? error.message
    : errorText(error);
}

async function main(): Promise<void> {
  const program = new Command('redress')
    .description(
      'Operate a Redress instance: it is found by DATABASE_URL or REDRESS_DATA, running or not.',
    )
    .option('--json', 'print JSON for programs')
    .showHelpAfterError('(add --help for what is possible)')
    .configureHelp({
      showGlobalOptions: true,
      optionDescription: (option) => {
        const told = new Help().optionDescription(option);
        return option.mandatory ? `${told} (required)` : told;
      },
    })
    .exitOverride();
  for (const add of commands) {
    add(program, (action) =>
      withInstance(program.opts<{ json?: boolean }>().json === true, action),
    );
  }
  try {
    await program.parseAsync();
  } catch (error) {
    // Commander has printed its own message (or the help) already.
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else {
      process.stderr.write(`redress: ${terminalText(describe(error))}\n`);
      process.exitCode = 1;
    }
  }
}

await main();
