// The list of threads with the open one beside it; on a phone the one, then the other. What is open stands in the address.
import { Button, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowLeft, IconMessages } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MoreButton } from '../../ui/more-button.tsx';
import { useIsNarrow } from '../../ui/screen.ts';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import classes from './social.module.css';
import { threadsQuery, type Which } from './social-query.ts';
import { ThreadList } from './thread-list.tsx';
import { ThreadView } from './thread-view.tsx';

type Props = {
  which: Which;
  open: string | undefined;
  onOpen(reference: string | undefined): void;
};

/** Moves through the list without a mouse. */
function useKeys(references: string[], { open, onOpen }: Props): void {
  const step = (by: number) => {
    const at = open === undefined ? -1 : references.indexOf(open);
    const next = references[Math.max(0, Math.min(references.length - 1, at + by))];
    if (next === undefined) return;
    onOpen(next);
    document.getElementById(`thread-${next}`)?.focus();
  };
  useHotkeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
    ['Escape', () => onOpen(undefined)],
  ]);
}

function List(props: Props) {
  const { t } = useTranslation(['social', 'common']);
  const { which, open, onOpen } = props;
  const asked = useInfiniteQuery(threadsQuery(which));
  const lines = asked.data?.pages.flatMap(({ threads }) => threads) ?? [];
  useKeys(
    lines.map(({ reference }) => reference),
    props,
  );
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  if (lines.length === 0)
    return (
      <Empty
        icon={IconMessages}
        title={t(`empty.${which}.title`)}
        text={t(`empty.${which}.text`)}
      />
    );
  return (
    <>
      <ThreadList lines={lines} open={open} onOpen={onOpen} />
      <MoreButton of={asked} m="md" />
    </>
  );
}

/** The desk. */
export function SocialDesk(props: Props) {
  const { t } = useTranslation('social');
  const { which, open, onOpen } = props;
  const asked = useInfiniteQuery(threadsQuery(which));
  // Beside what there is not, nothing can be chosen.
  const isAlone =
    open === undefined &&
    !asked.isPending &&
    !asked.data?.pages.some((page) => page.threads.length);
  const isNarrow = useIsNarrow();
  if (isNarrow && open !== undefined)
    return (
      <section aria-label={t('thread')}>
        <Button
          variant="subtle"
          size="compact-sm"
          mb="sm"
          ml={-8}
          leftSection={<IconArrowLeft size={16} aria-hidden />}
          onClick={() => onOpen(undefined)}
        >
          {t('back')}
        </Button>
        <ThreadView key={open} reference={open} />
      </section>
    );
  return (
    <div className={classes.desk} data-alone={isAlone || undefined}>
      <section className={classes.list} aria-label={t('threads')}>
        <List {...props} />
      </section>
      {!isNarrow && !isAlone && (
        <section className={classes.panel} aria-label={t('thread')}>
          {open === undefined ? (
            <Text size="sm" c="dimmed" p="xl" ta="center">
              {t('choose')}
            </Text>
          ) : (
            <ThreadView key={open} reference={open} />
          )}
        </section>
      )}
    </div>
  );
}
