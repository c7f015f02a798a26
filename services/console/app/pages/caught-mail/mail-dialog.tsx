// One message: what became of it, and if it was caught, how it would have looked.
import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { MailFrame, PlainText } from '../../ui/mail-frame.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { mailQuery } from './caught-mail-query.ts';

const views = ['html', 'text', 'raw'] as const;
type View = (typeof views)[number];

function Shown({ messageId }: { messageId: string }) {
  const { t } = useTranslation('caught-mail');
  const [view, setView] = useState<View>('html');
  const asked = useQuery(mailQuery(messageId));
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const { html, text, raw, to, subject } = asked.data;
  if (text === null) return <Text c="dimmed">{t('notKept')}</Text>;
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600}>{subject}</Text>
        <Text size="sm" c="dimmed">
          {t('to', { to })}
        </Text>
      </div>
      <SegmentedControl
        aria-label={t('view')}
        value={view}
        onChange={(value) => setView(value as View)}
        data={views.map((value) => ({ value, label: t(`views.${value}`) }))}
      />
      {view === 'html' && <MailFrame html={html ?? ''} title={t('frame')} />}
      {view === 'text' && <PlainText>{text}</PlainText>}
      {view === 'raw' && <PlainText>{raw ?? ''}</PlainText>}
    </Stack>
  );
}

/** The dialog; open while a message is given. */
export function MailDialog(props: { messageId: string | undefined; onClose(): void }) {
  const { messageId, onClose } = props;
  const { t } = useTranslation('caught-mail');
  return (
    <Dialog opened={messageId !== undefined} onClose={onClose} title={t('message')} size="xl">
      {messageId && <Shown messageId={messageId} />}
    </Dialog>
  );
}
