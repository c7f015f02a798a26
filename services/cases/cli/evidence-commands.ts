// The commands `lookup`, `case add-file` and `action list` of the command line.
import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { type AddCommands, tableText } from '#shared/cli.ts';
import { errorText, RequestError } from '#shared/errors.ts';
import { parseInput } from '#shared/http.ts';
import { findStaff } from '#shared/people.ts';
import { addFile, fileUpload } from '../api/evidence-routes.ts';
import { actionListQuery, actionsPage } from '../lists/action-list.ts';
import { staffNames } from '../stores/task-store.ts';
import { actingStaff, shellOf } from './acting.ts';
import { cell } from './case-text.ts';
import { addOptions, queryFrom } from './command-options.ts';
import { outcomeText } from './entry-text.ts';

type Run = Parameters<AddCommands>[1];

const FILE_BYTES_MAX = 8 * 1024 * 1024;

function readUpload(path: string): { name: string; content: string } {
  try {
    if (statSync(path).size > FILE_BYTES_MAX)
      throw new RequestError(413, 'too_large', `${path} has more than ${FILE_BYTES_MAX} bytes`);
    return { name: basename(path), content: readFileSync(path).toString('base64') };
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw new RequestError(
      400,
      'invalid_input',
      `${path} cannot be read (${errorText(error)}): give the path of a readable file`,
    );
  }
}

function addLookup(program: Command, run: Run): void {
  const lookup = program.command('lookup').description('look up orders and customers elsewhere');
  const add = (name: 'order' | 'customer', argument: string, description: string): Command =>
    lookup
      .command(`${name} <${argument}>`)
      .description(description)
      .action((parameter: string) =>
        run(async (instance) => {
          const found = await shellOf(instance).lookup[name](parameter);
          instance.print({ found }, tableText(['field', 'value'], Object.entries(found)));
        }),
      );
  add('order', 'number', 'an order by its number, as the settings say');
  add('customer', 'email', 'a customer by e-mail address, as the settings say');
}

// Whoever has the command line may read all; what they may do is asked of a person.
const nobody = { staffId: '', role: 'auditor' } as const;

function addActions(program: Command, run: Run): void {
  const list = program
    .command('action')
    .description('corrective actions of all cases')
    .command('list')
    .description('list corrective actions in order of their due time');
  addOptions(list, actionListQuery);
  list.option('--as <email>', 'who "me" is (a staff e-mail address)');
  list.action((options: Record<string, unknown> & { as?: string }) =>
    run(async (instance) => {
      const asked = parseInput(actionListQuery, queryFrom(options, actionListQuery));
      const staffId = options.as ? await actingStaff(instance, options.as) : '';
      const me = (await findStaff(instance.db.query, staffId)) ?? nobody;
      const page = await actionsPage(shellOf(instance), asked, me);
      const names = await staffNames(instance.db.query);
      const rows = page.actions.map((action) => [
        `${action.caseReference}/${action.actionId}`,
        action.state,
        action.dueAt.toISOString().slice(0, 10),
        cell(names.get(action.owner) ?? action.owner, 18),
        action.cases,
        cell(action.problem, 40),
      ]);
      const head = ['action', 'state', 'due', 'owner', 'cases', 'problem'];
      instance.print(page, tableText(head, rows));
    }),
  );
}

/** Adds them to the program, and to its commands of cases. */
export function addEvidenceCommands(program: Command, cases: Command, run: Run): void {
  cases
    .command('add-file <reference>')
    .description('add a file to the evidence of a case')
    .requiredOption('--as <email>', 'the staff e-mail address of whoever acts')
    .requiredOption('--file <path>', 'the file')
    .option('--media-type <text>', 'what its maker calls it, e.g. image/png')
    .option('--text <text>', 'what it shows')
    .action(
      (
        reference: string,
        options: { as: string; file: string; mediaType?: string; text?: string },
      ) =>
        run(async (instance) => {
          const staffId = await actingStaff(instance, options.as);
          const { mediaType, text } = options;
          const upload = parseInput(fileUpload, {
            ...readUpload(options.file),
            ...(mediaType ? { mediaType } : {}),
            ...(text ? { text } : {}),
          });
          const answer = await addFile(shellOf(instance), upload, { reference, staffId });
          instance.print(answer, outcomeText(answer));
        }),
    );
  addLookup(program, run);
  addActions(program, run);
}
