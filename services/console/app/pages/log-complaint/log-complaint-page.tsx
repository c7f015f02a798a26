// Logging what a customer tells by phone or in person: what to say beside what they say, fixed on the spot where it can be.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../ui/page.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { CallDesk } from './call-desk.tsx';
import { keptCallQuery } from './use-call.ts';

/** The page. */
export function Page() {
  const { t } = useTranslation('log-complaint');
  const kept = useQuery(keptCallQuery);
  return (
    <PageFrame title={t('title')} lead={t('lead')}>
      {kept.isPending && <Loading rows={8} />}
      {kept.isError && kept.data === undefined && (
        <Failure error={kept.error} onRetry={() => void kept.refetch()} />
      )}
      {kept.data !== undefined && <CallDesk kept={kept.data} />}
    </PageFrame>
  );
}
