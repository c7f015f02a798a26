// `ledger`: what came in and what became of it.
import { InvalidArgumentError, Option } from 'commander';
import { type AddCommands, tableText } from '#shared/cli.ts';
import { type LedgerCounts, type LedgerItem, listLedger, readLedger } from '#shared/ledger.ts';

const reasonsText = (reasons: Record<string, number>): string =>
  Object.entries(reasons)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(', ') || '0';

const countRow = (name: string, counts: LedgerCounts): (string | number)[] => [
  name,
  counts.received,
  counts.cases,
  counts.joined,
  reasonsText(counts.suppressed),
  reasonsText(counts.quarantined),
  counts.pending,
];

const outcomeText = (item: LedgerItem): string =>
  [item.outcome, item.reason, item.owner && `(${item.owner})`, item.caseReference]
    .filter(Boolean)
    .join(' ');

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000)
    throw new InvalidArgumentError('expected 1 to 1000');
  return value;
};

type ListOptions = { outcome?: string; connector?: string; before?: string; limit: number };

/** `ledger` prints the counts, `ledger list` the items. */
export const addLedgerCommands: AddCommands = (program, run) => {
  const ledger = program
    .command('ledger')
    .description(
      'the intake ledger: every item received is a case, joined one, is suppressed or quarantined',
    )
    .action(() =>
      run(async ({ db, print }) => {
        const counts = await readLedger(db.query);
        const rows = Object.entries(counts.connectors).map(([name, each]) => countRow(name, each));
        const head = [
          'CONNECTOR',
          'RECEIVED',
          'CASES',
          'JOINED',
          'SUPPRESSED',
          'QUARANTINED',
          'PENDING',
        ];
        print(counts, tableText(head, [...rows, countRow('total', counts.total)]));
      }),
    );
  ledger
    .command('list')
    .description('list items, newest first')
    .addOption(
      new Option('--outcome <outcome>', 'only these').choices([
        'case',
        'joined',
        'suppressed',
        'quarantined',
        'pending',
      ]),
    )
    .option('--connector <name>', 'only of this connector')
    .option('--before <item id>', 'older than this item: the last id of the page before')
    .option('--limit <n>', 'how many', positive, 50)
    .action((options: ListOptions) =>
      run(async ({ db, print }) => {
        const items = await listLedger(db.query, options);
        const rows = items.map((item) => [
          item.receivedAt.toISOString(),
          item.connector,
          item.reference,
          outcomeText(item),
          item.itemId,
        ]);
        print(items, tableText(['RECEIVED', 'CONNECTOR', 'REFERENCE', 'OUTCOME', 'ITEM'], rows));
      }),
    );
};
