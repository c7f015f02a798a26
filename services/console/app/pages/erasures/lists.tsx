// The lists of the page: what is due, what is held, what was erased, what was given out.
import { Button, SegmentedControl, Text } from '@mantine/core';
import { IconEraser, IconFileExport, IconHourglass, IconLock } from '@tabler/icons-react';
import { type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CaseLink, Person } from '../../ui/facts.tsx';
import { Mark, StatusMark } from '../../ui/marks.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './erasures.module.css';
import { dueQuery, erasedQuery, exportsQuery, type Hold, holdsQuery } from './erasures-query.ts';
import type { Shown } from './figures.tsx';

/** A list page by page, with what it shows meanwhile and instead. */
function Listed<T>(props: {
  found: UseInfiniteQueryResult<T[]>;
  label: string;
  empty: ReactNode;
  children(line: T): ReactNode;
}) {
  const { found, label, empty, children } = props;
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data.length === 0) return empty;
  return (
    <>
      <ul className={classes.list} aria-label={label}>
        {found.data.map(children)}
      </ul>
      <MoreButton of={found} />
    </>
  );
}

/** Who of the staff, or the clock. */
function By({ by }: { by: string }) {
  const { t } = useTranslation('erasures');
  if (by.startsWith('staff:')) return <Person staffId={by.slice('staff:'.length)} />;
  return <Text size="sm">{t('byClock')}</Text>;
}

const horizons = ['0', '30', '90', '365'];

/** What is, or will be, past its period, and what keeps it. */
export function DueList({ shown, onShow }: { shown: Shown; onShow(shown: Shown): void }) {
  const { t } = useTranslation('erasures');
  const what = shown.what === 'item' ? 'item' : 'case';
  const within = horizons.find((days) => days === String(shown.within)) ?? '0';
  const found = useInfiniteQuery(dueQuery(what, Number(within)));
  return (
    <>
      <div className={classes.filters}>
        <SegmentedControl
          size="xs"
          aria-label={t('due.what')}
          value={what}
          onChange={(next) => onShow({ ...shown, what: next })}
          data={['case', 'item'].map((value) => ({ value, label: t(`due.${value}`) }))}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('due.within')}
          value={within}
          onChange={(next) => onShow({ ...shown, within: next })}
          data={horizons.map((value) => ({
            value,
            label: value === '0' ? t('due.now') : t('due.days', { count: Number(value) }),
          }))}
        />
      </div>
      <Listed
        found={found}
        label={t('tabs.due')}
        empty={
          <Empty icon={IconHourglass} title={t('empty.due.title')} text={t('empty.due.text')} />
        }
      >
        {({ reference, endedAt, dueAt, because }) => (
          <li key={reference} className={classes.line}>
            <div className={classes.what}>
              {what === 'case' ? (
                <CaseLink reference={reference} />
              ) : (
                <span className="rd-reference">{reference}</span>
              )}
              <span className={classes.quiet}>
                {t(what === 'case' ? 'due.closed' : 'due.aside')} <When at={endedAt} />
              </span>
            </div>
            <div className={classes.what}>
              {because.length === 0 ? (
                <Mark tone="info">{t('due.goes')}</Mark>
              ) : (
                because.map((reason) => (
                  <Mark key={reason} tone={reason === 'legal_hold' ? 'purple' : 'warning'}>
                    {t(`kept.${reason}`)}
                  </Mark>
                ))
              )}
            </div>
            <span className={classes.end}>
              {dueAt && (
                <>
                  <span className={classes.quiet}>{t('due.due')}</span> <When at={dueAt} />
                </>
              )}
            </span>
          </li>
        )}
      </Listed>
    </>
  );
}

/** What is held, by whom and why. */
export function HeldList({ onRelease }: { onRelease?: ((hold: Hold) => void) | undefined }) {
  const { t } = useTranslation('erasures');
  const found = useInfiniteQuery(holdsQuery);
  return (
    <Listed
      found={found}
      label={t('tabs.held')}
      empty={<Empty icon={IconLock} title={t('empty.held.title')} text={t('empty.held.text')} />}
    >
      {(hold) => (
        <li key={hold.reference} className={classes.line}>
          <div>
            <div className={classes.what}>
              <CaseLink reference={hold.reference} />
              <StatusMark status={hold.status} />
            </div>
            <Text size="sm" className={classes.reason ?? ''}>
              {hold.reason}
            </Text>
          </div>
          <div className={classes.what}>
            <By by={hold.by} />
            <When at={hold.heldAt} />
          </div>
          <div className={classes.end}>
            {onRelease && (
              <Button
                size="xs"
                variant="default"
                aria-label={t('release.of', { reference: hold.reference })}
                onClick={() => onRelease(hold)}
              >
                {t('acts.release')}
              </Button>
            )}
          </div>
        </li>
      )}
    </Listed>
  );
}

/** What was erased, when and why. */
export function ErasedList() {
  const { t } = useTranslation('erasures');
  const found = useInfiniteQuery(erasedQuery);
  return (
    <Listed
      found={found}
      label={t('tabs.erased')}
      empty={
        <Empty icon={IconEraser} title={t('empty.erased.title')} text={t('empty.erased.text')} />
      }
    >
      {({ erasureId, reference, why, reason, keptDays, policyVersion, ...line }) => (
        <li key={erasureId} className={classes.line}>
          <div>
            <div className={classes.what}>
              {reference ? <CaseLink reference={reference} /> : t('erased.items')}
              <Mark tone={why === 'request' ? 'info' : 'plain'}>{t(`erased.why.${why}`)}</Mark>
            </div>
            <Text size="sm" className={classes.reason ?? ''}>
              {why === 'request'
                ? reason
                : t('erased.period', { days: keptDays ?? '–', version: policyVersion })}
            </Text>
          </div>
          <div>
            <div className={classes.what}>
              <By by={line.by} />
              <When at={line.at} />
            </div>
            <span className={classes.quiet}>
              {t('erased.counts', { entries: line.entries, items: line.items, files: line.files })}
            </span>
          </div>
          <span className={classes.end}>
            <span className={classes.quiet}>
              {t('erased.logUntil')} <When at={line.logUntil} />
            </span>
          </span>
        </li>
      )}
    </Listed>
  );
}

/** What was given out, to whom of the staff and why. */
export function GivenList() {
  const { t, i18n } = useTranslation('erasures');
  const found = useInfiniteQuery(exportsQuery);
  const size = new Intl.NumberFormat(i18n.language, {
    ...{ style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 },
  });
  return (
    <Listed
      found={found}
      label={t('tabs.given')}
      empty={
        <Empty icon={IconFileExport} title={t('empty.given.title')} text={t('empty.given.text')} />
      }
    >
      {({ exportId, references, items, reason, by, at, bytes, sha256 }) => (
        <li key={exportId} className={classes.line}>
          <div>
            <div className={classes.what}>
              {references.map((reference) => (
                <CaseLink key={reference} reference={reference} />
              ))}
              {items > 0 && (
                <span className={classes.quiet}>{t('given.items', { count: items })}</span>
              )}
            </div>
            <Text size="sm" className={classes.reason ?? ''}>
              {reason}
            </Text>
          </div>
          <div className={classes.what}>
            <By by={by} />
            <When at={at} />
          </div>
          <span className={classes.end}>
            <span className={classes.quiet} title={`SHA-256 ${sha256}`}>
              {size.format(Math.max(1, bytes / 1000))} · {sha256.slice(0, 8)}…
            </span>
          </span>
        </li>
      )}
    </Listed>
  );
}
