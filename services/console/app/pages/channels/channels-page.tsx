// Channels: whether each works and what came in lately. Mailboxes are set in the configuration file, not here.
import { IconBroadcast } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { PageFrame } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { ChannelRow } from './channel-row.tsx';
import classes from './channels.module.css';
import { channelsQuery } from './channels-query.ts';

function Channels() {
  const { t } = useTranslation('channels');
  const { role } = useSession();
  const asked = useQuery(channelsQuery);
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const { channels } = asked.data;
  if (channels.length === 0)
    return <Empty icon={IconBroadcast} title={t('empty.title')} text={t('empty.text')} />;
  return (
    <ul className={classes.list}>
      {channels.map((channel) => (
        <ChannelRow key={channel.name} channel={channel} mayTest={role === 'admin'} />
      ))}
    </ul>
  );
}

/** The page. */
export function Page() {
  const { t } = useTranslation('channels');
  return (
    <PageFrame title={t('title')} lead={t('lead')} wide>
      <Channels />
    </PageFrame>
  );
}
