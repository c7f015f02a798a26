// What one sets for oneself: look, language, time zone, notifications, the daily mail. Each choice holds and is kept at once.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { preferencesQuery } from '../../api/preferences.ts';
import { PageFrame } from '../../ui/page.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { LanguageAndTime, Look } from './look.tsx';
import { Digest, NotificationKinds } from './notices.tsx';

/** The page. */
export function Page() {
  const { t } = useTranslation('preferences');
  const asked = useQuery(preferencesQuery);
  return (
    <PageFrame title={t('title')} lead={t('lead')}>
      {asked.isPending && <Loading />}
      {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && (
        <>
          <Look now={asked.data} />
          <LanguageAndTime now={asked.data} />
          <NotificationKinds now={asked.data} />
          <Digest now={asked.data} />
        </>
      )}
    </PageFrame>
  );
}
