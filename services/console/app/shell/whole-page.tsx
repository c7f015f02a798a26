// What stands in for a page: while it loads, when it failed, when there is none.
import { Button, Center, Skeleton, Stack, Text, Title } from '@mantine/core';
import { type ErrorComponentProps, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Failure } from '../ui/states.tsx';

/** Lines where the page will be. */
export function PageLoading() {
  return (
    <Stack p="lg" gap="sm" aria-busy="true">
      <Skeleton height={26} width={220} />
      <Skeleton height={14} width="60%" mb="md" />
      {[100, 94, 97, 90, 96].map((width) => (
        <Skeleton key={width} height={34} width={`${width}%`} />
      ))}
    </Stack>
  );
}

/** An error that a page did not handle. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Center mih="60vh" p="lg">
      <Failure error={error} onRetry={reset} />
    </Center>
  );
}

/** No page has this address. */
export function NothingHere() {
  const { t } = useTranslation('shell');
  return (
    <Center mih="60vh" p="lg">
      <Stack gap={6} align="center" ta="center">
        <Title order={1}>{t('nothingHere.title')}</Title>
        <Text c="dimmed">{t('nothingHere.text')}</Text>
        <Button component={Link} to="/" mt="sm" variant="default">
          {t('nothingHere.back')}
        </Button>
      </Stack>
    </Center>
  );
}
