// What can be done to a mailbox that was added here: edit, pause, resume, remove.
import { ActionIcon, Menu, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import {
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../../ui/states.tsx';
import { actOnMailbox, type Channel, type MailboxAct } from './channels-query.ts';

const done = { pause: 'paused', resume: 'resumed', remove: 'removed' } as const;
const icon = { size: 15, stroke: 1.7, 'aria-hidden': true } as const;

function useActs({ accountId, name: connector }: Channel) {
  const { t } = useTranslation(['channels', 'common']);
  const textOf = useErrorText();
  const queries = useQueryClient();
  const name = connector.slice(connector.indexOf(':') + 1);
  const acting = useMutation({
    mutationFn: (act: MailboxAct) => actOnMailbox(accountId ?? '', act),
    onSuccess: (_answer, act) =>
      notifications.show({ message: t(`mailbox.acts.${done[act]}`, { name }) }),
    onError: (error) => notifications.show({ color: 'red', message: textOf(error) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['channels'] }),
  });
  const sure = (act: 'pause' | 'remove') => {
    const word = act === 'pause' ? 'surePause' : 'sureRemove';
    modals.openConfirmModal({
      title: t(`mailbox.acts.${word}`, { name }),
      children: <Text size="sm">{t(`mailbox.acts.${word}Text`)}</Text>,
      labels: { confirm: t(`mailbox.acts.${act}`), cancel: t('common:cancel') },
      ...(act === 'remove' ? { confirmProps: { color: 'red' } } : {}),
      closeButtonProps: { 'aria-label': t('common:close') },
      onConfirm: () => acting.mutate(act),
    });
  };
  return { name, acting, sure };
}

/** The menu of a mailbox. */
export function MailboxMenu({ channel, onEdit }: { channel: Channel; onEdit: () => void }) {
  const { t } = useTranslation('channels');
  const { name, acting, sure } = useActs(channel);
  const isPaused = channel.state === 'paused';
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          size={30}
          loading={acting.isPending}
          aria-label={t('mailbox.acts.menu', { name })}
        >
          <IconDots size={17} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil {...icon} />} onClick={onEdit}>
          {t('mailbox.acts.edit')}
        </Menu.Item>
        {isPaused ? (
          <Menu.Item
            leftSection={<IconPlayerPlay {...icon} />}
            onClick={() => acting.mutate('resume')}
          >
            {t('mailbox.acts.resume')}
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconPlayerPause {...icon} />} onClick={() => sure('pause')}>
            {t('mailbox.acts.pause')}
          </Menu.Item>
        )}
        <Menu.Item color="red" leftSection={<IconTrash {...icon} />} onClick={() => sure('remove')}>
          {t('mailbox.acts.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
