// What is open now, whenever it was opened: by state, by level of escalation, what is late; and what compensation cost.
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Money } from '../../ui/facts.tsx';
import { StatusMark } from '../../ui/marks.tsx';
import { Count } from './count.tsx';
import classes from './overview.module.css';
import type { Overview } from './overview-query.ts';

const alerts = ['overdue', 'updateOverdue', 'unassigned', 'level1', 'level2', 'level3'] as const;

/** Open cases. */
export function OpenNow({ overview: { open } }: { overview: Overview }) {
  const { t } = useTranslation(['overview', 'common']);
  return (
    <section className={classes.part} aria-label={t('open.title')}>
      <h2>{t('open.title')}</h2>
      <dl className={classes.pairs}>
        {open.byStatus.map(({ value, cases, filter }) => (
          <div key={value}>
            <dt>
              <StatusMark status={value} />
            </dt>
            <dd>
              <Count cases={cases} filter={filter} name={t(`common:status.${value}`)} />
            </dd>
          </div>
        ))}
        {alerts.map((name) => (
          <div key={name}>
            <dt>{t(`open.${name}`)}</dt>
            <dd>
              <Count {...open[name]} name={t(`open.${name}`)} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** What compensation cost that was approved in the period, and the month's budget. */
export function Costs(props: { overview: Overview; nameOf(category: string): string }) {
  const { t, i18n } = useTranslation('overview');
  const { costs } = props.overview;
  const { currency, budget } = costs;
  const used = Number(budget.perMonth) > 0 ? Number(budget.spent) / Number(budget.perMonth) : 0;
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(used);
  return (
    <section className={classes.part} aria-label={t('costs.title')}>
      <h2>{t('costs.title')}</h2>
      <dl className={classes.pairs}>
        <div>
          <dt>{t('costs.all')}</dt>
          <dd>
            <Money amount={costs.cost} currency={currency} /> ·{' '}
            <Count cases={costs.cases} filter={costs.filter} name={t('costs.all')} />
          </dd>
        </div>
        {costs.byCategory.map(({ category, cost, cases, filter }) => (
          <div key={category}>
            <dt>{props.nameOf(category)}</dt>
            <dd>
              <Money amount={cost} currency={currency} /> ·{' '}
              <Count cases={cases} filter={filter} name={props.nameOf(category)} />
            </dd>
          </div>
        ))}
      </dl>
      <Text size="xs" c="dimmed" mt="sm" component="div">
        {t('costs.budget', { month: budget.month, percent })}{' '}
        <Money amount={budget.spent} currency={currency} /> /{' '}
        <Money amount={budget.perMonth} currency={currency} />
        <progress
          className={classes.budget}
          max={1}
          value={Math.min(1, used)}
          aria-label={t('costs.used')}
        />
      </Text>
    </section>
  );
}
