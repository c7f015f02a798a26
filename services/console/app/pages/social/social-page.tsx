// The responder's desk: social threads of the platforms that somebody answers on, and their answers by direct message (R45, R46).
import { SegmentedControl } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { PageFrame } from '../../ui/page.tsx';
import { Empty } from '../../ui/states.tsx';
import { SocialDesk } from './social-desk.tsx';

type Asked = { state?: string; thread?: string };

function Desk() {
  const { t } = useTranslation(['social', 'common']);
  const { responderFor } = useSession();
  const { state, thread } = useSearch({ strict: false }) as Asked;
  const which = state === 'all' ? state : 'waiting';
  const navigate = useNavigate();
  const go = (search: Asked) => void navigate({ to: '/social', search: search as never });
  const kept = which === 'all' ? { state: which } : {};
  const platforms = responderFor.map((platform) => t(`common:channel.${platform}`)).join(', ');
  return (
    <PageFrame
      title={t('title')}
      lead={t('lead', { platforms })}
      wide
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('which.label')}
          value={which}
          data={(['waiting', 'all'] as const).map((value) => ({
            value,
            label: t(`which.${value}`),
          }))}
          onChange={(value) => go(value === 'all' ? { state: value } : {})}
        />
      }
    >
      <SocialDesk
        which={which}
        open={thread || undefined}
        onOpen={(reference) => go({ ...kept, ...(reference ? { thread: reference } : {}) })}
      />
    </PageFrame>
  );
}

/** The page; whoever is no responder is told who is. */
export function Page() {
  const { t } = useTranslation('social');
  const { responderFor } = useSession();
  if (responderFor.length > 0) return <Desk />;
  return (
    <PageFrame title={t('title')}>
      <Empty icon={IconLock} title={t('notResponder.title')} text={t('notResponder.text')} />
    </PageFrame>
  );
}
