// The commands `case …`, `task list` and `verify` of the command line. The same checks as the API: --as says who acts.
import type { Command } from 'commander';
import { type AddCommands, progressBar, tableText } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { cutText } from '#shared/events/text.ts';
import { parseInput } from '#shared/http.ts';
import { findStaff } from '#shared/people.ts';
import { caseView } from './case-view.ts';
import { actingStaff, shellOf } from './cli/acting.ts';
import { caseText, cell, taskOwner } from './cli/case-text.ts';
import { addOptions, bodyFrom, queryFrom, type Shape } from './cli/command-options.ts';
import { outcomeText } from './cli/entry-text.ts';
import { addEvidenceCommands } from './cli/evidence-commands.ts';
import { firstContactFix, fixAtFirstContact } from './complaint-log/first-contact-fix.ts';
import { complaintLog, logComplaint } from './complaint-log/log-complaint.ts';
import { commandSchemas } from './domain/commands/commands.ts';
import { commandTypes } from './domain/commands/permissions.ts';
import { executeCommand } from './execute-command.ts';
import { type BulkResult, bulkBody, bulkCommands, executeBulk } from './lists/bulk.ts';
import { caseListQuery, casesPage } from './lists/case-list.ts';
import { taskListQuery, tasksPage } from './lists/task-list.ts';
import { staffNames } from './stores/task-store.ts';
import { finishTask } from './tasks/finish-task.ts';

type Run = Parameters<AddCommands>[1];

const minutes = (at: Date | string): string =>
  new Date(at).toISOString().slice(0, 16).replace('T', ' ');

function addReading(cases: Command, run: Run): void {
  const list = cases.command('list').description('list and search cases, newest first');
  addOptions(list, caseListQuery);
  list.option('--as <email>', 'who "me" is (a staff e-mail address)');
  list.action((options: Record<string, unknown> & { as?: string }) =>
    run(async (instance) => {
      const me = options.as ? await actingStaff(instance, options.as) : undefined;
      const asked = parseInput(caseListQuery, queryFrom(options, caseListQuery));
      const page = await casesPage(shellOf(instance), asked, me);
      const rows = page.cases.map((line) => [
        line.reference,
        line.status,
        line.kind,
        line.severity,
        line.category,
        line.channel,
        line.escalationLevel,
        minutes(line.openedAt),
        cutText(line.subject, 50),
      ]);
      const head = 'reference status kind severity category channel level opened subject';
      instance.print(page, tableText(head.split(' '), rows));
    }),
  );
  cases
    .command('show <reference>')
    .description('a case with what the customer wrote, what is open, its messages and timeline')
    .action((reference: string) =>
      run(async (instance) => {
        const shell = shellOf(instance);
        const view = await caseView(shell, reference);
        const names = await staffNames(instance.db.query);
        instance.print(view, caseText(view, names));
      }),
    );
}

function addWriting(cases: Command, run: Run): void {
  const log = cases
    .command('log')
    .description('log a complaint taken by phone or in person (Complaint Log Form)')
    .requiredOption('--as <email>', 'the staff e-mail address of whoever took it');
  addOptions(log, complaintLog);
  log.action((options: Record<string, unknown> & { as: string }) =>
    run(async (instance) => {
      const body = parseInput(complaintLog, bodyFrom(options, complaintLog));
      const staffId = await actingStaff(instance, options.as);
      const { reference } = await logComplaint(shellOf(instance), body, { staffId });
      instance.print({ reference }, `${reference} is logged; it is a case in a moment`);
    }),
  );
  const fix = cases
    .command('first-contact')
    .description('log, fix, make good and resolve a small complaint at once')
    .requiredOption('--as <email>', 'the staff e-mail address of whoever took it');
  addOptions(fix, firstContactFix);
  fix.action((options: Record<string, unknown> & { as: string }) =>
    run(async (instance) => {
      const body = parseInput(firstContactFix, bodyFrom(options, firstContactFix));
      const staffId = await actingStaff(instance, options.as);
      const answer = await fixAtFirstContact(shellOf(instance), body, { staffId });
      instance.print(answer, `${answer.reference} is ${answer.status}`);
    }),
  );
  for (const type of commandTypes) {
    const schema: Shape = commandSchemas[type];
    const command = cases
      .command(`${type} <reference>`)
      .description(schema.description ?? '')
      .requiredOption('--as <email>', 'the staff e-mail address of whoever acts');
    addOptions(command, schema);
    command.action((reference: string, options: Record<string, unknown> & { as: string }) =>
      run(async (instance) => {
        const staffId = await actingStaff(instance, options.as);
        const body = bodyFrom(options, schema);
        const answer = await executeCommand(shellOf(instance), { reference, type, body, staffId });
        instance.print(answer, outcomeText(answer));
      }),
    );
  }
}

function addBulk(cases: Command, run: Run): void {
  cases
    .command('bulk <command>')
    .description(`give a command to many cases: ${bulkCommands.join(', ')}`)
    .requiredOption('--as <email>', 'the staff e-mail address of whoever acts')
    .requiredOption('--references <list>', 'their references, separated by commas')
    .option('--body <json>', 'what the command takes, as JSON', '{}')
    .option('--key <text>', 'your own key: run again with it, what was done is not done twice')
    .action((command: string, options: Record<'as' | 'references' | 'body' | 'key', string>) =>
      run(async (instance) => {
        const references = options.references.split(/[\s,]+/).filter(Boolean);
        const bulk = parseInput(bulkBody, { command, references, body: bodyJson(options.body) });
        const staffId = await actingStaff(instance, options.as);
        const by = { staffId, idempotencyKey: options.key };
        const results: BulkResult[] = [];
        const bar = progressBar(`${command}`, references.length);
        for await (const result of executeBulk(shellOf(instance), bulk, by)) {
          results.push(result);
          bar.show(results.length);
        }
        bar.end();
        const lines = results.map((result) =>
          result.done
            ? `${result.reference} done`
            : `${result.reference} not done: ${result.problem}`,
        );
        instance.print({ results }, lines.join('\n'));
      }),
    );
}

function bodyJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestError(400, 'invalid_input', `--body: not JSON, like '{"text":"…"}'`);
  }
}

function addTasks(program: Command, run: Run): void {
  const tasks = program.command('task').description('what people are asked to do');
  tasks
    .command('list')
    .description('list open tasks in order of their due time')
    .option('--as <email>', 'what this person may take only (a staff e-mail address)')
    .option('--limit <number>', 'how many at most', Number, 50)
    .option('--cursor <text>', 'go on after a page: what its "next" said (--json)')
    .action((options: { as?: string; limit: number; cursor?: string }) =>
      run(async (instance) => {
        const of = options.as ? await findStaff(instance.db.query, options.as) : undefined;
        const { limit, cursor } = options;
        const asked = parseInput(taskListQuery, { limit, cursor, mine: of !== undefined });
        const page = await tasksPage(shellOf(instance), asked, of);
        const names = await staffNames(instance.db.query);
        const rows = page.tasks.map((task) => [
          task.taskId,
          minutes(task.dueAt),
          cell(taskOwner(task, names), 20),
          task.caseReference ?? '',
          task.title,
        ]);
        instance.print(page, tableText(['task', 'due', 'owner', 'case', 'title'], rows));
      }),
    );
  tasks
    .command('done <task>')
    .description('mark a task as done')
    .requiredOption('--as <email>', 'the staff e-mail address of whoever did it')
    .option('--note <text>', 'what was done')
    .action((taskId: string, options: { as: string; note?: string }) =>
      run(async (instance) => {
        const staffId = await actingStaff(instance, options.as);
        const task = await finishTask(shellOf(instance), { taskId, staffId, note: options.note });
        instance.print(task, `done: ${task.title}`);
      }),
    );
}

/** Adds the commands of cases to the program. */
export const addCaseCommands: AddCommands = (program, run) => {
  const cases = program.command('case').description('log, list and show cases; act on them');
  addReading(cases, run);
  addWriting(cases, run);
  addBulk(cases, run);
  addEvidenceCommands(program, cases, run);
  addTasks(program, run);
};
