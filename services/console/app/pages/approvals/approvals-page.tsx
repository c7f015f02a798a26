// What waits for approval: a list, and beside it (on a phone: in its place) the card of the one that is looked at.
import { Button, SegmentedControl } from '@mantine/core';
import { IconArrowLeft, IconChecks } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DueIn } from '../../ui/due-in.tsx';
import { Money } from '../../ui/facts.tsx';
import { Mark, SeverityMark } from '../../ui/marks.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { PageFrame } from '../../ui/page.tsx';
import { useIsPhone } from '../../ui/screen.ts';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { ApprovalCard } from './approval-card.tsx';
import classes from './approvals.module.css';
import { type Approval, approvalsQuery, type ListName, lists, placeOf } from './approvals-query.ts';
import { Decide } from './decide.tsx';

type Search = { list?: string; at?: string };

function Row({
  approval,
  isOpen,
  onOpen,
}: {
  approval: Approval;
  isOpen: boolean;
  onOpen(): void;
}) {
  const { t } = useTranslation('approvals');
  const { label, amount, currency, reference, warnings } = approval;
  return (
    <button
      type="button"
      className={classes.row}
      aria-current={isOpen || undefined}
      onClick={onOpen}
    >
      <span className={classes.top}>
        <strong>
          {label} {amount && currency && <Money amount={amount} currency={currency} />}
        </strong>
        <DueIn dueAt={approval.dueAt} />
      </span>
      <span className={classes.subject}>
        {approval.case.customerName ? `${approval.case.customerName}: ` : ''}
        {approval.case.subject}
      </span>
      <span className={classes.top}>
        <span className={classes.named}>
          <SeverityMark severity={approval.case.severity} brief />
          <span className="rd-reference">{reference}</span>
        </span>
        {warnings.length > 0 && (
          <Mark tone="warning">{t('warned', { count: warnings.length })}</Mark>
        )}
      </span>
    </button>
  );
}

function useApprovals() {
  const { i18n } = useTranslation('approvals');
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const list: ListName = lists.find((name) => name === search.list) ?? 'to_decide';
  const found = useInfiniteQuery(approvalsQuery(list, i18n.language.slice(0, 2)));
  const isPhone = useIsPhone();
  const all = found.data ?? [];
  const at = all.find((one) => placeOf(one) === search.at) ?? (isPhone ? undefined : all[0]);
  const go = (next: Search) => void navigate({ to: '/approvals', search: next as never });
  const next = at && (all[all.indexOf(at) + 1] ?? all.find((one) => one !== at));
  return { list, found, all, at, next, isPhone, go };
}

/** The page. */
export function Page() {
  const { t } = useTranslation(['approvals', 'case-actions']);
  const { list, found, all, at, next, isPhone, go } = useApprovals();
  const keep = list === 'to_decide' ? {} : { list };
  const showsCard = at !== undefined && (!isPhone || found.data !== undefined);
  return (
    <PageFrame
      title={t('title')}
      wide
      tools={
        <SegmentedControl
          aria-label={t('lists.label')}
          size="xs"
          value={list}
          onChange={(name) => go(name === 'to_decide' ? {} : { list: name })}
          data={lists.map((name) => ({ value: name, label: t(`lists.${name}`) }))}
        />
      }
    >
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && (
        <Empty icon={IconChecks} title={t('empty.title')} text={t('empty.text')} />
      )}
      {all.length > 0 && (
        <div className={classes.split}>
          {!(isPhone && at) && (
            <nav className={classes.list} aria-label={t('title')}>
              {all.map((one) => (
                <Row
                  key={placeOf(one)}
                  approval={one}
                  isOpen={one === at}
                  onOpen={() => go({ ...keep, at: placeOf(one) })}
                />
              ))}
              <MoreButton of={found} />
            </nav>
          )}
          {showsCard && (
            <div className={classes.detail}>
              {isPhone && (
                <Button
                  variant="subtle"
                  leftSection={<IconArrowLeft size={15} aria-hidden />}
                  onClick={() => go(keep)}
                >
                  {t('back')}
                </Button>
              )}
              <ApprovalCard approval={at} />
              <Decide
                key={`${placeOf(at)}/${at.version}`}
                approval={at}
                hasNext={next !== undefined}
                onDecided={() => go(next ? { ...keep, at: placeOf(next) } : keep)}
              />
            </div>
          )}
        </div>
      )}
    </PageFrame>
  );
}
