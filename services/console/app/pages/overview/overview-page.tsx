// The overview for management: how it goes today, how promises are kept, what is open, what it costs. Each number opens its cases.
import { IconChartBar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { labelsQuery } from '../../api/labels.ts';
import { PageFrame } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { Breakdown } from './breakdown.tsx';
import { Cards } from './cards.tsx';
import { Choices } from './choices.tsx';
import { Escalations } from './escalations.tsx';
import { Costs, OpenNow } from './open-now.tsx';
import classes from './overview.module.css';
import { type Asked, type Overview, overviewQuery } from './overview-query.ts';
import { Trend } from './trend.tsx';

function Parts({ overview, nameOf }: { overview: Overview; nameOf(category: string): string }) {
  const { t } = useTranslation(['overview', 'common']);
  const { measures } = overview;
  const isEmpty = overview.whole.figures.cases === 0;
  return (
    <>
      <Escalations overview={overview} />
      <Cards overview={overview} />
      {isEmpty ? (
        <Empty icon={IconChartBar} title={t('empty.title')} text={t('empty.text')} />
      ) : (
        <Trend overview={overview} />
      )}
      <div className={classes.halves}>
        <OpenNow overview={overview} />
        <Costs overview={overview} nameOf={nameOf} />
      </div>
      {!isEmpty && (
        <div className={classes.halves}>
          <Breakdown
            title={t('by.category')}
            slices={overview.categories}
            {...{ measures, nameOf }}
          />
          <Breakdown
            title={t('by.severity')}
            slices={overview.severities}
            measures={measures}
            nameOf={(value) => t(`common:severity.${value}`)}
          />
          <Breakdown
            title={t('by.channel')}
            slices={overview.channels}
            measures={measures}
            nameOf={(value) => t(`common:channel.${value}`)}
          />
          <Breakdown
            title={t('by.kind')}
            slices={overview.kinds}
            measures={measures}
            nameOf={(value) => t(`common:kind.${value}`)}
          />
        </div>
      )}
    </>
  );
}

/** The page. */
export function Page() {
  const { t, i18n } = useTranslation('overview');
  const asked = useSearch({ strict: false }) as Asked;
  const navigate = useNavigate();
  const { data: overview, error, refetch } = useQuery(overviewQuery(asked));
  const { data: labels } = useQuery(labelsQuery(i18n.language));
  const nameOf = (category: string): string =>
    labels?.categories.find(({ key }) => key === category)?.label ??
    (category === 'unknown' ? t('unknown') : category);
  const teams = [...new Set((labels?.categories ?? []).flatMap(({ team }) => team ?? []))].sort();
  const date = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' });
  return (
    <PageFrame
      title={t('title')}
      wide
      lead={
        overview &&
        t('lead', {
          from: date.format(new Date(overview.from)),
          until: date.format(new Date(overview.until)),
          zone: overview.timeZone,
        }) + (overview.team ? ` · ${overview.team}` : '')
      }
      tools={
        <Choices
          {...{ asked, teams, overview }}
          onChoose={(chosen) => void navigate({ to: '/overview', search: chosen as never })}
        />
      }
    >
      {error && !overview && <Failure error={error} onRetry={() => void refetch()} />}
      {!error && !overview && <Loading />}
      {overview && <Parts overview={overview} nameOf={nameOf} />}
    </PageFrame>
  );
}
