// The list of notifications: what happened to my work, the newest first; each opens its case.
import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import {
  IconAlertCircle,
  IconArrowUpRight,
  IconBell,
  IconChecks,
  IconClockExclamation,
  IconInfoCircle,
  IconMessageCircle,
  IconUserCheck,
} from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { MoreButton } from '../ui/more-button.tsx';
import { Empty, Failure, Loading } from '../ui/states.tsx';
import { When } from '../ui/when.tsx';
import classes from './notifications.module.css';
import { listQuery, type Notification, useMarkRead } from './notifications-query.ts';

const icons = {
  assigned: IconUserCheck,
  due_soon: IconClockExclamation,
  overdue: IconAlertCircle,
  escalated: IconArrowUpRight,
  approval: IconChecks,
  social: IconMessageCircle,
  other: IconInfoCircle,
} satisfies Record<Notification['kind'], typeof IconBell>;

function Line(props: { of: Notification; onOpen(): void }) {
  const { of, onOpen } = props;
  const { t } = useTranslation('notifications');
  const Icon = icons[of.kind];
  return (
    <li>
      <Link
        to="/cases/$reference"
        params={{ reference: of.reference }}
        className={classes.line ?? ''}
        data-unread={of.readAt === null || undefined}
        onClick={onOpen}
      >
        <Icon size={16} stroke={1.75} className={classes.icon} data-kind={of.kind} aria-hidden />
        <span className={classes.what}>
          <span className={classes.kind}>
            {t(`kinds.${of.kind}`)}
            {of.readAt === null && <span className={classes.new}>{t('unread')}</span>}
          </span>
          <span className={classes.title}>{of.title}</span>
          <span className={classes.facts}>
            <span className="rd-reference">{of.reference}</span>
            <span>
              {t('due')} <When at={of.dueAt} />
            </span>
          </span>
        </span>
        <span className={classes.when}>
          <When at={of.createdAt} />
        </span>
      </Link>
    </li>
  );
}

/** What the bell opens. `onLeave` closes it: somebody went to a case. */
export function List({ onLeave }: { onLeave(): void }) {
  const { t } = useTranslation('notifications');
  const found = useInfiniteQuery(listQuery);
  const { mutate: markRead } = useMarkRead();
  const all = found.data?.pages.flatMap(({ notifications }) => notifications) ?? [];
  const open = ({ notificationId, readAt }: Notification) => {
    if (readAt === null) markRead({ notificationIds: [notificationId] });
    onLeave();
  };
  const [newest] = all;
  return (
    <>
      <Group justify="space-between" wrap="nowrap" className={classes.head ?? ''}>
        <Title order={2}>{t('title')}</Title>
        {newest && all.some(({ readAt }) => readAt === null) && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={() => markRead({ until: newest.createdAt })}
          >
            {t('readAll')}
          </Button>
        )}
      </Group>
      <div className={classes.body}>
        {found.isPending && <Loading rows={4} />}
        {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
        {found.data && all.length === 0 && (
          <Empty icon={IconBell} title={t('empty.title')} text={t('empty.text')} />
        )}
        <ul className={classes.lines}>
          {all.map((one) => (
            <Line key={one.notificationId} of={one} onOpen={() => open(one)} />
          ))}
        </ul>
        <MoreButton of={found} m="sm" />
      </div>
      <Text size="xs" className={classes.foot ?? ''}>
        <Anchor component={Link} to="/preferences" size="xs" onClick={onLeave}>
          {t('choose')}
        </Anchor>
      </Text>
    </>
  );
}
