// The bell: how many notifications are unread, and their list when it is opened.
import { ActionIcon, Indicator, Popover } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../ui/states.tsx';
import classes from './notifications.module.css';
import { newestQuery } from './notifications-query.ts';

const List = lazy(() =>
  import('./notification-list.tsx').then(({ List: found }) => ({ default: found })),
);

/** More are not counted. */
const SHOWN_MAX = 99;

/** The button; the list hangs below it. */
export function Bell() {
  const { t } = useTranslation('shell');
  const [opened, { toggle, close }] = useDisclosure();
  const unread = useQuery(newestQuery).data?.unread ?? 0;
  const count = unread > SHOWN_MAX ? `${SHOWN_MAX}+` : String(unread);
  return (
    <Popover
      opened={opened}
      onDismiss={close}
      width={400}
      position="bottom-start"
      shadow="md"
      radius="md"
      trapFocus
      returnFocus
      withinPortal
    >
      <Indicator
        label={count}
        size={16}
        offset={7}
        disabled={unread === 0}
        color="green"
        classNames={{ indicator: classes.count ?? '' }}
      >
        <Popover.Target>
          <ActionIcon
            size="lg"
            onClick={toggle}
            aria-label={
              unread > 0 ? t('bell.unread', { count: unread, shown: count }) : t('bell.none')
            }
          >
            <IconBell size={18} stroke={1.75} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} className={classes.panel ?? ''} aria-label={t('bell.title')}>
        <Suspense fallback={<Loading rows={4} />}>
          <List onLeave={close} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
