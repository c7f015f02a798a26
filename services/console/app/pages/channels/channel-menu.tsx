// What can be done to a mailbox or an account that was added here: edit, pause, resume, remove.
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
import { actOnAccount } from './accounts-query.ts';
import { actOnMailbox, type Channel, type ChannelAct } from './channels-query.ts';

const done = { pause: 'paused', resume: 'resumed', remove: 'removed' } as const;
const icon = { size: 15, stroke: 1.7, 'aria-hidden': true } as const;

/** The words for a mailbox, or for an account. */
function useWords(kind: Channel['kind']) {
  const [names, keyPrefix] =
    kind === 'social' ? ['channel-accounts', 'acts'] : ['channels', 'mailbox.acts'];
  return useTranslation(names, { keyPrefix }).t;
}

function useActs({ accountId, name: connector, kind }: Channel) {
  const t = useWords(kind);
  const { t: common } = useTranslation('common');
  const textOf = useErrorText();
  const queries = useQueryClient();
  const name = connector.slice(connector.indexOf(':') + 1);
  const acting = useMutation({
    mutationFn: (act: ChannelAct) =>
      (kind === 'social' ? actOnAccount : actOnMailbox)(accountId ?? '', act),
    onSuccess: (_answer, act) => notifications.show({ message: t(`${done[act]}`, { name }) }),
    onError: (error) => notifications.show({ color: 'red', message: textOf(error) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['channels'] }),
  });
  const sure = (act: 'pause' | 'remove') => {
    const word = act === 'pause' ? 'surePause' : 'sureRemove';
    modals.openConfirmModal({
      title: t(`${word}`, { name }),
      children: <Text size="sm">{t(`${word}Text`)}</Text>,
      labels: { confirm: t(`${act}`), cancel: common('cancel') },
      ...(act === 'remove' ? { confirmProps: { color: 'red' } } : {}),
      closeButtonProps: { 'aria-label': common('close') },
      onConfirm: () => acting.mutate(act),
    });
  };
  return { name, acting, sure };
}

/** The menu of a mailbox or an account. */
export function ChannelMenu({ channel, onEdit }: { channel: Channel; onEdit: () => void }) {
  const t = useWords(channel.kind);
  const { name, acting, sure } = useActs(channel);
  const isPaused = channel.state === 'paused';
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size={30} loading={acting.isPending} aria-label={t('menu', { name })}>
          <IconDots size={17} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil {...icon} />} onClick={onEdit}>
          {t('edit')}
        </Menu.Item>
        {isPaused ? (
          <Menu.Item
            leftSection={<IconPlayerPlay {...icon} />}
            onClick={() => acting.mutate('resume')}
          >
            {t('resume')}
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconPlayerPause {...icon} />} onClick={() => sure('pause')}>
            {t('pause')}
          </Menu.Item>
        )}
        <Menu.Item color="red" leftSection={<IconTrash {...icon} />} onClick={() => sure('remove')}>
          {t('remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
