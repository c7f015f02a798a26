// `verify`, `erase`, `export`, `hold`, `release`, `reads`: the record and what leaves it. Erasing goes through all services that keep
// something of a case, which is why it stands here.
import type { Command } from 'commander';
import { type AddCommands, progressBar, tableText } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { findCase } from '../cases/case-view.ts';
import { actingAdmin, actingStaff, shellOf } from '../cases/cli/acting.ts';
import { exportSubject } from '../cases/erasing/export.ts';
import { eraseCase, holdCase, releaseCase } from '../cases/record/erase.ts';
import { listReads } from '../cases/record/record-store.ts';
import { verifyCases, verifyDayHeads } from '../cases/record/verify.ts';
import { countCases } from '../cases/stores/list-store.ts';
import { eraseMessages } from '../notifier/erasing/erasing.ts';

type Run = Parameters<AddCommands>[1];
const minuteText = (at: string): string => at.slice(0, 16).replace('T', ' ');
const COUNT_MAX = 100_000_000;
type Options = { as: string; reason: string };

function knownHeads(texts: string[] = []): Record<string, string> {
  const pairs = texts.map((text) => /^(\d{4}-\d\d-\d\d)=([0-9a-f]{64})$/.exec(text));
  if (pairs.includes(null))
    throw new RequestError(
      400,
      'invalid_input',
      '--known: expected DAY=CHAIN, like 2026-11-23=ab…',
    );
  return Object.fromEntries(pairs.map((pair) => [pair?.[1], pair?.[2]]));
}

function addVerify(program: Command, run: Run): void {
  program
    .command('verify')
    .description('prove all timelines: whole chains, replaying them gives the cases, heads of days')
    .option('--known <day=chain...>', 'heads of days that were kept outside, to be proved too')
    .action((options: { known?: string[] }) =>
      run(async ({ db, print }) => {
        const known = knownHeads(options.known);
        const bar = progressBar('verify', await countCases(db.query, {}, COUNT_MAX));
        const result = await verifyCases(db, (done) => bar.show(done));
        bar.end();
        const heads = await verifyDayHeads(db.query, known);
        const lines = result.faults.map(
          ({ reference, version, fault }) => `${reference} entry ${version}: ${fault}`,
        );
        if (heads.fault) lines.push(`day ${heads.fault.day}: ${heads.fault.fault}`);
        const { last } = heads;
        const sum = [
          `${result.cases} cases, ${result.entries} entries, ${heads.days} days, ${lines.length} faults`,
          ...(last ? [`head of ${last.day}: ${last.chain}`] : []),
        ];
        print({ ...result, heads }, [...lines, ...sum].join('\n'));
        if (lines.length > 0)
          throw new RequestError(409, 'timeline_broken', `${lines.length} faults in the record`);
      }),
    );
}

function addErasing(program: Command, run: Run): void {
  const about = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .requiredOption('--as <email>', 'the administrator who does it')
      .requiredOption('--reason <text>', 'why; it stands on record');
  about('erase', 'erase the personal data of a case; its chain stays verifiable')
    .requiredOption('--case <reference>', 'the case')
    .action((options: Options & { case: string }) =>
      run(async (instance) => {
        const staffId = await actingStaff(instance, options.as);
        const request = { reference: options.case, reason: options.reason, staffId };
        const shell = shellOf(instance);
        const erased = await eraseCase(shell, request, (tx, told) =>
          eraseMessages(tx, [told], instance.clock.now()),
        );
        const { reference, entries, items, blobs, logUntil } = erased;
        instance.print(
          erased,
          `${reference}: ${entries} entries, ${items} items and ${blobs} files erased; the log of events may hold copies until ${minuteText(logUntil)}`,
        );
      }),
    );
  const holds = { hold: holdCase, release: releaseCase };
  for (const [name, act] of Object.entries(holds))
    about(
      `${name} <reference>`,
      name === 'hold' ? 'hold a case: nothing of it is erased' : 'release a held case',
    ).action((reference: string, options: Options) =>
      run(async (instance) => {
        const staffId = await actingStaff(instance, options.as);
        const shell = shellOf(instance);
        const after = await act(shell, { reference, reason: options.reason, staffId });
        const { legalHold = false } = after;
        instance.print(
          { reference: after.reference, legalHold },
          `${after.reference} is ${legalHold ? 'held' : 'released'}`,
        );
      }),
    );
}

function addExport(program: Command, run: Run): void {
  program
    .command('export')
    .description(
      'all that is kept of a customer as one JSON file for them; that it left is on record',
    )
    .option('--case <reference>', 'what is kept of this case')
    .option('--customer <address>', 'of this e-mail address, phone number, or platform:id')
    .requiredOption('--as <email>', 'the administrator who does it')
    .requiredOption('--reason <text>', 'why; it stands on record: name nobody')
    .action((options: Options & { case?: string; customer?: string }) =>
      run(async (instance) => {
        const { case: reference, customer } = options;
        if ((reference === undefined) === (customer === undefined))
          throw new RequestError(400, 'invalid_input', 'give --case or --customer, one of them');
        const staffId = await actingAdmin(instance, options.as);
        const subject = reference === undefined ? { customer: customer ?? '' } : { reference };
        const { reason } = options;
        const file = await exportSubject(shellOf(instance), { subject, reason, staffId });
        instance.print(JSON.parse(file.text), file.text);
      }),
    );
}

function addReads(program: Command, run: Run): void {
  program
    .command('reads')
    .description('who read personal data of a case, or what somebody read (kept for 400 days)')
    .option('--case <reference>', 'of this case')
    .option('--by <email>', 'by this member of staff')
    .option('--limit <number>', 'how many at most', Number, 100)
    .action((options: { case?: string; by?: string; limit: number }) =>
      run(async (instance) => {
        const { query } = instance.db;
        const caseId = options.case && (await findCase(query, options.case)).caseId;
        const staffId = options.by && (await actingStaff(instance, options.by));
        const limit = Math.min(Math.max(1, options.limit || 1), 10_000);
        const reads = await listReads(query, {
          caseId: caseId || undefined,
          staffId: staffId || undefined,
          limit,
        });
        const rows = reads.map(({ lastAt, name, staffId: id, reference, part, times }) => [
          lastAt.toISOString().slice(0, 16).replace('T', ' '),
          name ?? id,
          reference ?? '',
          part,
          times,
        ]);
        instance.print(reads, tableText(['last', 'who', 'case', 'part', 'times'], rows));
      }),
    );
}

/** Adds the commands of the record. */
export const addRecordCommands: AddCommands = (program, run) => {
  addVerify(program, run);
  addErasing(program, run);
  addExport(program, run);
  addReads(program, run);
};
