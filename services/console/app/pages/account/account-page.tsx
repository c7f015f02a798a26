// My account: who I am here, and how I get in.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../ui/page.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { accountQuery } from './account-query.ts';
import { Factors } from './factors.tsx';
import { Password } from './password.tsx';
import { Profile } from './profile.tsx';
import { Sessions } from './sessions.tsx';
import { Tokens } from './tokens.tsx';

/** My account. */
export function Page() {
  const { t } = useTranslation('account');
  const asked = useQuery(accountQuery);
  return (
    <PageFrame title={t('title')}>
      {asked.isPending && <Loading />}
      {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && (
        <>
          <Profile account={asked.data} />
          {asked.data.password && <Password />}
          <Factors account={asked.data} />
          <Sessions />
          <Tokens />
        </>
      )}
    </PageFrame>
  );
}
