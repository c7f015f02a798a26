// Channels: whether each works and what came in lately; administrators add mailboxes and accounts here. Those of the configuration file are shown.
import { Button, Group, Tabs } from '@mantine/core';
import { IconBrandX, IconBroadcast, IconMailPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { PageFrame } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { AccountDrawer } from './account-drawer.tsx';
import { ChannelRecord } from './channel-record.tsx';
import { ChannelRow } from './channel-row.tsx';
import classes from './channels.module.css';
import { accountsQuery, type Channel, channelsQuery } from './channels-query.ts';
import { MailboxDrawer } from './mailbox-drawer.tsx';

function Channels({ onEdit }: { onEdit?: ((channel: Channel) => void) | undefined }) {
  const { t } = useTranslation('channels');
  const asked = useQuery(channelsQuery);
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const { channels } = asked.data;
  if (channels.length === 0)
    return <Empty icon={IconBroadcast} title={t('empty.title')} text={t('empty.text')} />;
  return (
    <ul className={classes.list}>
      {channels.map((channel) => (
        <ChannelRow key={channel.name} channel={channel} onEdit={onEdit} />
      ))}
    </ul>
  );
}

/** Channels and their record, with what an administrator does about them. */
function Administration({ onEdit }: { onEdit: (channel: Channel) => void }) {
  const { t } = useTranslation('channels');
  return (
    <Tabs defaultValue="channels" keepMounted={false}>
      <Tabs.List mb="md">
        {(['channels', 'record'] as const).map((tab) => (
          <Tabs.Tab key={tab} value={tab}>
            {t(`tabs.${tab}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="channels">
        <Channels onEdit={onEdit} />
      </Tabs.Panel>
      <Tabs.Panel value="record">
        <ChannelRecord />
      </Tabs.Panel>
    </Tabs>
  );
}

/** The drawer of a mailbox that is there, once it was read. */
function Editing({ accountId, onClose }: { accountId: string; onClose: () => void }) {
  const asked = useQuery(accountsQuery);
  const account = asked.data?.find((each) => each.accountId === accountId);
  if (!account) return null;
  return <MailboxDrawer account={account} onClose={onClose} />;
}

/** What is open beside the list; without an id, something new. */
type Open = { what: 'mailbox' | 'account'; accountId?: string | undefined };

/** The page. */
export function Page() {
  const { t } = useTranslation(['channels', 'channel-accounts']);
  const { role } = useSession();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const edit = ({ kind, accountId }: Channel) =>
    setOpen({ what: kind === 'social' ? 'account' : 'mailbox', accountId: accountId ?? undefined });
  const isAdmin = role === 'admin';
  const tools = isAdmin && (
    <Group gap={8}>
      <Button
        variant="default"
        leftSection={<IconBrandX size={16} stroke={1.7} aria-hidden />}
        onClick={() => setOpen({ what: 'account' })}
      >
        {t('channel-accounts:add')}
      </Button>
      <Button
        leftSection={<IconMailPlus size={16} stroke={1.7} aria-hidden />}
        onClick={() => setOpen({ what: 'mailbox' })}
      >
        {t('mailbox.add')}
      </Button>
    </Group>
  );
  return (
    <PageFrame title={t('title')} lead={t('lead')} tools={tools} wide>
      {isAdmin ? <Administration onEdit={edit} /> : <Channels />}
      {open?.what === 'account' && <AccountDrawer accountId={open.accountId} onClose={close} />}
      {open?.what === 'mailbox' && !open.accountId && <MailboxDrawer onClose={close} />}
      {open?.what === 'mailbox' && open.accountId && (
        <Editing accountId={open.accountId} onClose={close} />
      )}
    </PageFrame>
  );
}
