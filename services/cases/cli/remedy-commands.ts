// The commands `remedy list` and `remedy summary`: the ledger of compensation for operators, the same as the API's.
import { Option } from 'commander';
import { type AddCommands, tableText } from '#shared/cli.ts';
import { severitySchema } from '#shared/events/intake.ts';
import { remedyLedger, remedySummary } from '../remedies/remedy-ledger.ts';
import { type LedgerFilter, type LedgerGroup, ledgerGroups } from '../stores/remedy-store.ts';
import { staffNames } from '../stores/task-store.ts';
import { shellOf } from './acting.ts';
import { actorName } from './entry-text.ts';

const states = ['proposed', 'approved', 'delivered', 'confirmed', 'rejected', 'withdrawn'];
const payouts = ['requested', 'in_doubt', 'paid', 'failed'];

const filters = (): Option[] => [
  new Option('--state <word>', 'in this state only').choices(states),
  new Option('--payout <word>', 'with a payout in this state only').choices(payouts),
  new Option('--severity <word>', 'under this severity only').choices(severitySchema.options),
  new Option('--option <word>', 'this remedy of the policy only'),
  new Option('--category <word>', 'of cases of this category only'),
  new Option('--from <time>', 'from this time on (RFC 3339)').argParser(parseTime),
  new Option('--to <time>', 'before this time (RFC 3339)').argParser(parseTime),
];

/** @throws Error for what is no time. */
function parseTime(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new Error(`"${text}" is no time: 2027-01-31T12:00:00Z`);
  return at.toISOString();
}

const day = (at: Date | null): string => at?.toISOString().slice(0, 10) ?? '';

/** Adds the commands of the ledger to the program. */
export const addRemedyCommands: AddCommands = (program, run) => {
  const remedies = program.command('remedy').description('the ledger of compensation');
  const list = remedies.command('list').description('remedies, newest proposals first');
  for (const filter of filters()) list.addOption(filter);
  list
    .option('--limit <number>', 'how many at most', Number, 50)
    .option('--cursor <text>', 'go on after a page: what its "next" said (--json)')
    .action((options: LedgerFilter & { limit: number; cursor?: string }) =>
      run(async ({ db, print }) => {
        const page = await remedyLedger(db.query, options);
        const names = await staffNames(db.query);
        const rows = page.remedies.map((line) => [
          line.reference,
          line.remedyId,
          line.payout ? `${line.state}, ${line.payout}` : line.state,
          line.option,
          line.amount ?? '',
          line.actualCost ?? `~${line.estimatedCost}`,
          day(line.proposedAt),
          actorName(line.proposedBy, names),
          line.approvedBy ? actorName(line.approvedBy, names) : '',
        ]);
        const head = 'case remedy state option amount cost proposed by approved';
        print(page, tableText(head.split(' '), rows));
      }),
    );
  const summary = remedies
    .command('summary')
    .description('what approved remedies cost, and how the budget of this month stands');
  for (const filter of filters()) summary.addOption(filter);
  summary
    .addOption(
      new Option('--by <word>', 'what the sums are over')
        .choices([...ledgerGroups])
        .default('category'),
    )
    .action((options: LedgerFilter & { by: LedgerGroup }) =>
      run(async (instance) => {
        const shell = shellOf(instance);
        const { currency, by, sums, budget } = await remedySummary(shell, options);
        const rows = sums.map((sum) => [
          sum.group,
          sum.count,
          sum.amount,
          sum.estimatedCost,
          sum.actualCost,
          sum.cost,
        ]);
        const table = tableText([by, 'remedies', 'amount', 'estimated', 'actual', 'cost'], rows);
        const stands = `${budget.month}: ${budget.spent} of ${budget.perMonth} ${currency}`;
        instance.print({ currency, by, sums, budget }, `${table}\n\n${stands}`);
      }),
    );
};
