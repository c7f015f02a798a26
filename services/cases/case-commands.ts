// The commands `case …`, `task list` and `verify` of the command line. The same checks as the API: --as says who acts.
import type { Command } from 'commander';
import type { z } from 'zod';
import { type AddCommands, type CliInstance, tableText } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { parseInput } from '#shared/http.ts';
import { findStaff } from '#shared/people.ts';
import { caseView } from './case-view.ts';
import { createShell } from './cases.ts';
import { commandSchemas } from './domain/commands/commands.ts';
import { commandTypes } from './domain/commands/permissions.ts';
import { executeCommand } from './execute-command.ts';
import { complaintLog, logComplaint } from './log-complaint.ts';
import { type CaseFilter, listCases } from './stores/read-store.ts';
import { listTasks } from './stores/task-store.ts';
import { finishTask } from './tasks.ts';
import { verifyCases } from './verify.ts';
import type { Shell } from './work.ts';

type Run = Parameters<AddCommands>[1];
type Shape = { shape: Record<string, z.ZodType> };

const shellOf = (instance: CliInstance): Shell => createShell(instance.settings.cases, instance);
const minutes = (at: Date | string): string =>
  new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** The innermost type of a field: `number`, `boolean`, or text of some kind. */
function typeOf(field: z.ZodType): string {
  const { type, innerType } = field.def as { type: string; innerType?: z.ZodType };
  return innerType ? typeOf(innerType) : type;
}

const optionName = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** An option for each field of a schema. */
function addOptions(command: Command, schema: Shape): void {
  for (const [name, field] of Object.entries(schema.shape)) {
    const type = typeOf(field);
    const value =
      type === 'boolean' ? '<true|false>' : `<${type === 'number' ? 'number' : 'text'}>`;
    command.option(`--${optionName(name)} ${value}`, field.description ?? '');
  }
}

/** The body that some options stand for. Numbers and booleans are read as such; what is neither fails the schema's check. */
function bodyFrom(options: Record<string, unknown>, schema: Shape): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    const value = options[name];
    if (typeof value !== 'string') continue;
    const type = typeOf(field);
    if (type === 'number') body[name] = Number(value);
    else if (type === 'boolean')
      body[name] = value === 'true' ? true : value === 'false' ? false : value;
    else body[name] = value;
  }
  return body;
}

async function actingStaff(instance: CliInstance, as: string): Promise<string> {
  const staff = await findStaff(instance.db.query, as);
  if (!staff)
    throw new RequestError(
      404,
      'not_found',
      `There is no member of staff ${as}: see "redress user list".`,
    );
  return staff.staffId;
}

function addReading(cases: Command, run: Run): void {
  const filters = ['status', 'severity', 'category', 'channel', 'kind', 'assignee'] as const;
  const list = cases.command('list').description('List cases, newest first.');
  for (const filter of filters) list.option(`--${filter} <text>`, `Only with this ${filter}.`);
  list.option('--escalation-level <number>', 'Only at this level.', Number);
  list.option('--limit <number>', 'At most so many.', Number, 50);
  list.action((options: CaseFilter) =>
    run(async (instance) => {
      const lines = await listCases(instance.db.query, options);
      const rows = lines.map((line) => [
        line.reference,
        line.status,
        line.kind,
        line.severity,
        line.category,
        line.channel,
        line.escalationLevel,
        minutes(line.openedAt),
        line.subject.slice(0, 50),
      ]);
      const head = 'reference status kind severity category channel level opened subject';
      instance.print(lines, tableText(head.split(' '), rows));
    }),
  );
  cases
    .command('show <reference>')
    .description('Show a case with its timeline, messages and tasks.')
    .action((reference: string) =>
      run(async (instance) => {
        const view = await caseView(instance.db.query, shellOf(instance).rules, reference);
        const facts = [
          'status',
          'kind',
          'category',
          'severity',
          'channel',
          'language',
          'subject',
        ] as const;
        const lines = [
          `${view.reference} (version ${view.version}, epoch ${view.epoch}, level ${view.escalationLevel})`,
          ...facts.map((fact) => `${fact}: ${view[fact]}`),
          '',
          tableText(
            ['at', 'version', 'entry', 'by'],
            view.timeline.map((entry) => [
              minutes(entry.at),
              entry.version,
              entry.type,
              entry.actor,
            ]),
          ),
          '',
          tableText(
            ['task', 'owner', 'due', 'state'],
            view.tasks.map((task) => [
              task.title,
              task.ownerStaff ?? task.ownerRole ?? '',
              minutes(task.dueAt),
              task.state,
            ]),
          ),
        ];
        instance.print(view, lines.join('\n'));
      }),
    );
}

function addWriting(cases: Command, run: Run): void {
  const log = cases
    .command('log')
    .description('Log a complaint taken by phone or in person (Complaint Log Form).')
    .requiredOption('--as <email>', 'Who took it.');
  addOptions(log, complaintLog);
  log.action((options: Record<string, unknown> & { as: string }) =>
    run(async (instance) => {
      const body = parseInput(complaintLog, bodyFrom(options, complaintLog));
      const staffId = await actingStaff(instance, options.as);
      const { reference } = await logComplaint(shellOf(instance), body, { staffId });
      instance.print({ reference }, reference);
    }),
  );
  for (const type of commandTypes) {
    const schema: Shape = commandSchemas[type];
    const command = cases
      .command(`${type} <reference>`)
      .description(`${type.replaceAll('-', ' ')} (a command to a case)`)
      .requiredOption('--as <email>', 'Who acts.');
    addOptions(command, schema);
    command.action((reference: string, options: Record<string, unknown> & { as: string }) =>
      run(async (instance) => {
        const staffId = await actingStaff(instance, options.as);
        const body = bodyFrom(options, schema);
        const answer = await executeCommand(shellOf(instance), { reference, type, body, staffId });
        const written = answer.entries.map((entry) => entry.type).join(', ');
        instance.print(answer, `${answer.reference} is ${answer.status}: ${written}`);
      }),
    );
  }
}

function addTasks(program: Command, run: Run): void {
  const tasks = program.command('task').description('What people are asked to do.');
  tasks
    .command('list')
    .description('List open tasks in order of their due time.')
    .option('--as <email>', 'Only what this person may take.')
    .option('--limit <number>', 'At most so many.', Number, 50)
    .action((options: { as?: string; limit: number }) =>
      run(async (instance) => {
        const of = options.as ? await findStaff(instance.db.query, options.as) : undefined;
        const found = await listTasks(instance.db.query, {
          state: 'open',
          of,
          limit: options.limit,
        });
        const rows = found.map((task) => [
          task.taskId,
          minutes(task.dueAt),
          task.ownerStaff ?? task.ownerRole ?? '',
          task.caseReference ?? '',
          task.title,
        ]);
        instance.print(found, tableText(['task', 'due', 'owner', 'case', 'title'], rows));
      }),
    );
  tasks
    .command('done <task>')
    .description('Mark a task as done.')
    .requiredOption('--as <email>', 'Who did it.')
    .option('--note <text>', 'What was done.')
    .action((taskId: string, options: { as: string; note?: string }) =>
      run(async (instance) => {
        const staffId = await actingStaff(instance, options.as);
        const task = await finishTask(shellOf(instance), { taskId, staffId, note: options.note });
        instance.print(task, `${task.kind} is done`);
      }),
    );
}

/** Adds the commands of cases to the program. */
export const addCaseCommands: AddCommands = (program, run) => {
  const cases = program.command('case').description('Log, list and show cases; act on them.');
  addReading(cases, run);
  addWriting(cases, run);
  addTasks(program, run);
  program
    .command('verify')
    .description('Prove all timelines: whole chains, and replaying them gives the cases.')
    .action(() =>
      run(async (instance) => {
        const result = await verifyCases(instance.db);
        const { faults } = result;
        const lines = faults.map(
          (fault) => `${fault.reference} entry ${fault.version}: ${fault.fault}`,
        );
        const sum = `${result.cases} cases, ${result.entries} entries, ${faults.length} faults`;
        instance.print(result, [...lines, sum].join('\n'));
        if (faults.length > 0)
          throw new RequestError(409, 'timeline_broken', `${faults.length} timelines are broken`);
      }),
    );
};
