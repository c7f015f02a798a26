// Releasing a held case: what follows from it, a reason.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/clock.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { type Hold, refresh, setHold } from './erasures-query.ts';

function Follows({ dueAt }: { dueAt: string | undefined }) {
  const { t } = useTranslation('erasures');
  const now = useNow();
  if (!dueAt) return <Text size="sm">{t('release.open')}</Text>;
  const isPast = Date.parse(dueAt) <= now;
  return (
    <Text size="sm">
      {t(isPast ? 'release.past' : 'release.until')} <When at={dueAt} full />
    </Text>
  );
}

/** The dialog. */
export function ReleaseDialog({ hold, onClose }: { hold: Hold; onClose(): void }) {
  const { t } = useTranslation(['erasures', 'common']);
  const textOf = useErrorText();
  const { reference } = hold;
  const [reason, setReason] = useState('');
  const sent = useMutation({
    mutationFn: () => setHold('release', reference, reason),
    onSuccess: () => {
      notifications.show({ message: t('release.done', { reference }) });
      void refresh();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() && !sent.isPending) sent.mutate();
  };
  return (
    <Dialog opened onClose={onClose} title={t('release.of', { reference })}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Follows dueAt={hold.dueAt} />
          <Textarea
            label={t('reason')}
            description={t('reasonHint')}
            required
            maxLength={500}
            data-autofocus
            value={reason}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          {sent.isError && (
            <Text size="sm" c="var(--rd-danger)" role="alert">
              {textOf(sent.error)}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={sent.isPending} disabled={!reason.trim()}>
              {t('acts.release')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
