// The numbers at a glance: each with its line over the days, the period before, and its cases.
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Count } from './count.tsx';
import classes from './overview.module.css';
import { type Filter, filterOf, type Measure, type Overview, shareOf } from './overview-query.ts';
import { Spark } from './spark.tsx';

/** A card. */
export function Card(props: { name: string; big: ReactNode; small: ReactNode; spark?: number[] }) {
  const { name, big, small, spark } = props;
  return (
    <section className={classes.card} aria-label={name}>
      <Text size="xs" c="dimmed" fw={500}>
        {name}
      </Text>
      <div className={classes.big}>
        {big}
        {spark && <Spark values={spark} />}
      </div>
      <Text size="xs" c="dimmed" component="div">
        {small}
      </Text>
    </section>
  );
}

function useShown() {
  const { t, i18n } = useTranslation('overview');
  const format = (options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(i18n.language, options);
  const percent = format({ style: 'percent', maximumFractionDigits: 0 });
  const change = format({ style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const points = format({ maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  return {
    percent: (share: number | undefined) => (share === undefined ? '–' : percent.format(share)),
    /** How a count differs from the one before. */
    counted: (now: number, before: number) =>
      before > 0
        ? t('before.change', { change: change.format((now - before) / before), before })
        : t('before.none'),
    /** How a share differs, in points. */
    shared: (now: number | undefined, before: number | undefined) =>
      now === undefined || before === undefined
        ? t('before.none')
        : t('before.points', { points: points.format(Math.round((now - before) * 100)) }),
  };
}

/** All days of the period, those without cases as nothing. */
function daysOf({ from, until, days }: Overview): Overview['days'][number]['figures'][] {
  const known = new Map(days.map(({ value, figures }) => [value, figures]));
  const none = {} as Overview['days'][number]['figures'];
  const all = [];
  const last = Date.parse(until);
  for (let at = Date.parse(from); at <= last; at += 86_400_000)
    all.push(known.get(new Date(at).toISOString().slice(0, 10)) ?? none);
  return all;
}

type Promise_ = { name: string; inTime: Measure; late: Measure };

function PromiseCard({ overview, name, inTime, late }: Promise_ & { overview: Overview }) {
  const { t } = useTranslation('overview');
  const shown = useShown();
  const { whole, before, measures } = overview;
  const share = shareOf(whole.figures[inTime], whole.figures[late]);
  const past = shareOf(before.figures[inTime], before.figures[late]);
  const filter = (measure: Measure): Filter => filterOf(measures, whole, measure);
  return (
    <Card
      name={name}
      big={
        <Count cases={whole.figures[inTime]} filter={filter(inTime)} name={name}>
          {shown.percent(share)}
        </Count>
      }
      small={
        <>
          <Count cases={whole.figures[late]} filter={filter(late)} name={`${name}, ${t('late')}`} />{' '}
          {t('late')} · {shown.shared(share, past)}
        </>
      }
      spark={daysOf(overview).map((figures) => figures[inTime] ?? 0)}
    />
  );
}

function SatisfactionCard({ overview }: { overview: Overview }) {
  const { t } = useTranslation('overview');
  const shown = useShown();
  const { whole, measures, surveys } = overview;
  const { satisfied, low } = whole.figures;
  const name = t('cards.satisfied');
  return (
    <Card
      name={name}
      big={
        <Count cases={satisfied} filter={filterOf(measures, whole, 'satisfied')} name={name}>
          {shown.percent(shareOf(satisfied, low))}
        </Count>
      }
      small={
        <>
          <Count cases={low} filter={filterOf(measures, whole, 'low')} name={t('cards.low')} />{' '}
          {t('cards.lowOf', { answers: satisfied + low })}
          {surveys.mean !== null && ` · ${t('cards.mean', { mean: shown.percent(surveys.mean) })}`}
        </>
      }
      spark={daysOf(overview).map((figures) => figures.satisfied ?? 0)}
    />
  );
}

/** The row of cards. */
export function Cards({ overview }: { overview: Overview }) {
  const { t } = useTranslation('overview');
  const shown = useShown();
  const { whole, before, open, measures } = overview;
  const days = daysOf(overview);
  const { cases, level3 } = whole.figures;
  return (
    <div className={classes.cards}>
      <Card
        name={t('cards.opened')}
        big={<Count cases={cases} filter={whole.filter} name={t('cards.opened')} />}
        small={shown.counted(cases, before.figures.cases)}
        spark={days.map((figures) => figures.cases ?? 0)}
      />
      <PromiseCard
        overview={overview}
        name={t('cards.acknowledged')}
        inTime="acknowledgedInTime"
        late="acknowledgedLate"
      />
      <PromiseCard
        overview={overview}
        name={t('cards.responded')}
        inTime="respondedInTime"
        late="respondedLate"
      />
      <SatisfactionCard overview={overview} />
      <Card
        name={t('cards.open')}
        big={<Count {...open.all} name={t('cards.open')} />}
        small={
          <>
            <Count {...open.overdue} name={t('cards.overdue')} /> {t('cards.overdue')} ·{' '}
            <Count {...open.unassigned} name={t('cards.unassigned')} /> {t('cards.unassigned')}
          </>
        }
      />
      <Card
        name={t('cards.level3')}
        big={
          <Count
            cases={level3}
            filter={filterOf(measures, whole, 'level3')}
            name={t('cards.level3')}
          />
        }
        small={shown.counted(level3, before.figures.level3)}
        spark={days.map((figures) => figures.level3 ?? 0)}
      />
    </div>
  );
}
