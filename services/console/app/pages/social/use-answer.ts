// Sending an answer by direct message, or recording one that was given in the platform's own app. Each text is sent once.
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { sendCommand } from '../../case-actions/send-command.ts';
import { refreshSocial, type Thread } from './social-query.ts';

/** How an answer goes out. `done` is called once it is taken. */
export function useAnswer(thread: Thread, text: string, done: () => void) {
  const { t } = useTranslation(['social', 'common']);
  const { reference, version, message } = thread;
  const command = message === 'possible' ? 'answer' : 'record-app-answer';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text is another answer
  const key = useMemo(() => crypto.randomUUID(), [reference, command, text]);
  return useMutation({
    mutationFn: (more: { occurredAt?: string }) =>
      sendCommand({ reference, command, body: { text: text.trim(), ...more }, version, key }),
    onSuccess: () => {
      done();
      notifications.show({
        message: t(command === 'answer' ? 'sent' : 'recorded'),
        closeButtonProps: { 'aria-label': t('common:close') },
      });
    },
    onSettled: () => refreshSocial(),
  });
}
