// `retention`: what is past the policy's period, what keeps it all the same, and erasing it now instead of in the daily round.
import type { Command } from 'commander';
import { type AddCommands, type CliInstance, progressBar, tableText } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import type { Actor } from '../domain/case.ts';
import { cutoffsOf, keptText } from '../domain/retention.ts';
import { staffNow } from '../execute-command.ts';
import {
  type Batch,
  eraseAgedCases,
  eraseAgedFilters,
  eraseAgedItems,
  type Kept,
  pageAgedCases,
  pageAgedItems,
  type RetentionRun,
} from '../record/retention.ts';
import { countAged, type Place } from '../record/retention-store.ts';
import type { Shell } from '../work.ts';
import { actingStaff, shellOf } from './acting.ts';

type Options = { dryRun?: boolean; as?: string; limit: number };
const PAGE = 500;

type Listed = { what: 'case' | 'item' } & Kept;
type Plan = { goes: { cases: number; items: number }; stays: { cases: number; items: number } };

const day = (at: Date): string => at.toISOString().slice(0, 10);
const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
const sumText = ({ cases, items }: { cases: number; items: number }): string =>
  `${plural(cases, 'case')} and ${plural(items, 'item')} that never became a case`;

/** Looks at all that is past its period; lists at most `limit` of what goes and of what stays. */
async function planOf(shell: Shell, limit: number) {
  const policy = await shell.policies.newest(shell.db.query);
  const plan: Plan = { goes: { cases: 0, items: 0 }, stays: { cases: 0, items: 0 } };
  const [goes, stays]: [Listed[], Listed[]] = [[], []];
  const walk = async (what: Listed['what'], read: typeof pageAgedCases): Promise<void> => {
    let after: Place | undefined;
    do {
      const page = await read(shell, shell.db, { policy, after, limit: PAGE });
      for (const { reference, at, because } of page) {
        const free = because.length === 0;
        plan[free ? 'goes' : 'stays'][what === 'case' ? 'cases' : 'items']++;
        const list = free ? goes : stays;
        if (list.length < limit) list.push({ what, reference, at, because });
      }
      const last = page.at(-1);
      after = last && page.length === PAGE ? { at: last.at, id: last.id } : undefined;
    } while (after);
  };
  await walk('case', pageAgedCases);
  await walk('item', pageAgedItems);
  return { policy, plan, goes, stays };
}

async function showPlan(instance: CliInstance, shell: Shell, limit: number): Promise<void> {
  const { policy, plan, goes, stays } = await planOf(shell, limit);
  const cutoffs = cutoffsOf(policy, shell.clock.now());
  const because = ({ because }: Kept): string => because.map(keptText).join('; ');
  const rows = [...goes, ...stays].map((one) => [
    one.reference,
    one.what,
    day(one.at),
    one.because.length === 0 ? 'goes' : `stays: ${because(one)}`,
  ]);
  const hidden = plan.goes.cases + plan.goes.items - goes.length;
  const lines = [
    ...(rows.length > 0 ? [tableText(['reference', 'what', 'ended', 'retention'], rows)] : []),
    ...(hidden > 0 ? [`… and ${hidden} more that go (--limit)`] : []),
    `to be erased: ${sumText(plan.goes)}; past their period and kept: ${sumText(plan.stays)}`,
    `cases closed until ${day(cutoffs.cases)}, items suppressed until ${day(cutoffs.suppressed)}, quarantined until ${day(cutoffs.quarantined)}`,
  ];
  instance.print({ ...plan, until: cutoffs, going: goes, staying: stays }, lines.join('\n'));
}

type Erase = (shell: Shell, run: RetentionRun, after?: Place) => Promise<Batch>;

async function eraseNow(instance: CliInstance, shell: Shell, actor?: Actor): Promise<void> {
  const policy = await shell.policies.newest(shell.db.query);
  const total = await countAged(shell.db.query, cutoffsOf(policy, shell.clock.now()));
  const bar = progressBar('erase', total.cases + total.items);
  const erased = { cases: 0, items: 0 };
  const kept = { cases: 0, items: 0 };
  const walk = async (what: 'cases' | 'items', erase: Erase): Promise<void> => {
    let after: Place | undefined;
    do {
      const batch = await erase(shell, actor ? { actor } : {}, after);
      erased[what] += batch.erased.length + batch.items;
      kept[what] += batch.kept.length;
      bar.show(erased.cases + erased.items + kept.cases + kept.items);
      after = batch.next;
    } while (after);
  };
  try {
    await walk('cases', eraseAgedCases);
    await walk('items', eraseAgedItems);
    await eraseAgedFilters(shell);
  } finally {
    bar.end();
  }
  const why = kept.cases + kept.items > 0 ? ' ("redress retention --dry-run" says why)' : '';
  const text = `erased: ${sumText(erased)}; kept: ${sumText(kept)}${why}`;
  instance.print({ erased, kept }, text);
}

async function administrator(instance: CliInstance, email: string): Promise<Actor> {
  const staffId = await actingStaff(instance, email);
  const staff = await instance.db.transaction((tx) => staffNow(tx, staffId));
  if (staff.role !== 'admin')
    throw new RequestError(403, 'role_too_low', 'This needs the role admin.');
  return { type: 'staff', staffId, role: staff.role, responderFor: staff.responderFor };
}

/** Adds the command `retention`. */
export const addRetentionCommand: AddCommands = (program: Command, run) => {
  program
    .command('retention')
    .description(
      'erase what is past the period of the policy now; by itself it is done each day. Safe to stop and to run twice',
    )
    .option('--dry-run', 'list what would go, and why the rest stays; erase nothing')
    .option('--as <email>', 'the administrator who does it; on record as the clock without it')
    .option('--limit <number>', 'how many of what goes and of what stays are listed', Number, 200)
    .action((options: Options) =>
      run(async (instance) => {
        const shell = shellOf(instance);
        const limit = Math.min(Math.max(0, options.limit || 0), 100_000);
        if (options.dryRun) return showPlan(instance, shell, limit);
        const actor = options.as ? await administrator(instance, options.as) : undefined;
        await eraseNow(instance, shell, actor);
      }),
    );
};
