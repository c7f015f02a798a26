// What a part of a page shows when there is nothing, not yet, or not.
import { Button, Skeleton, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, type IconInbox, IconZoomQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, Problem } from '../api/problem.ts';

/** Nothing is there: says why that is, and what to do. */
export function Empty(props: {
  icon: typeof IconInbox;
  title: string;
  text?: string;
  children?: ReactNode;
}) {
  const { icon: Icon, title, text, children } = props;
  return (
    <Stack align="center" ta="center" gap={6} py={56} px="md">
      <ThemeIcon size={44} radius="xl" variant="light" color="green" mb={6}>
        <Icon size={22} stroke={1.5} aria-hidden />
      </ThemeIcon>
      <Text fw={600}>{title}</Text>
      {text && (
        <Text size="sm" c="dimmed" maw={420}>
          {text}
        </Text>
      )}
      {children}
    </Stack>
  );
}

/**
 * What the API said in the reader's language. Its own words are English and say the most; readers of other languages get those of the
 * stable code, where there are some.
 */
function useProblemText(): (problem: Problem) => string {
  const { t, i18n } = useTranslation('common');
  const isEnglish = i18n.language.startsWith('en');
  return ({ code, message }) =>
    isEnglish ? message : t(`errors.codes.${code}`, { defaultValue: message });
}

/** An error in words: what the API said, or that it could not be reached. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation('common');
  const said = useProblemText();
  return (error) => {
    if (!(error instanceof Problem)) return t('errors.app');
    if (error.status === 0) return t('errors.unreachable');
    if (error.status === 403) return `${t('errors.forbidden')} ${said(error)}`;
    return said(error);
  };
}

/** There is no such thing: another try would not find it either, so the way leads on. */
function NotThere({ problem }: { problem: Problem }) {
  const { t } = useTranslation('shell');
  const said = useProblemText();
  return (
    <div role="alert">
      <Empty icon={IconZoomQuestion} title={t('nothingHere.title')} text={said(problem)}>
        <Button component={Link} to="/" variant="default" mt="xs">
          {t('nothingHere.back')}
        </Button>
      </Empty>
    </div>
  );
}

/** It could not be shown: what is wrong, and another try. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('common');
  const textOf = useErrorText();
  if (isProblem(error, 404)) return <NotThere problem={error} />;
  return (
    <Stack align="center" ta="center" gap={6} py={48} px="md" role="alert">
      <ThemeIcon size={44} radius="xl" variant="light" color="red" mb={6}>
        <IconAlertTriangle size={22} stroke={1.5} aria-hidden />
      </ThemeIcon>
      <Text fw={600}>{t('errors.title')}</Text>
      <Text size="sm" c="dimmed" maw={460}>
        {textOf(error)}
      </Text>
      {onRetry && (
        <Button variant="default" mt="xs" onClick={onRetry}>
          {t('retry')}
        </Button>
      )}
    </Stack>
  );
}

const widths = [96, 88, 92, 84, 90, 94, 86, 91];

/** Rows that are on their way. */
export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <Stack gap={10} p="md" aria-busy="true">
      {widths.slice(0, rows).map((width) => (
        <Skeleton key={width} height={28} width={`${width}%`} />
      ))}
    </Stack>
  );
}
