// For whoever's role needs a second factor and has none: nothing else opens before.

import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sessionQuery } from '../../api/session.ts';
import { Loading } from '../../ui/states.tsx';
import { wantedPath } from '../sign-in/enter.ts';
import { EntryFrame } from '../sign-in/entry-frame.tsx';
import { AppSetUp } from './app-set-up.tsx';

/** Setting up a second factor before anything else. */
export function Page() {
  const { t } = useTranslation('sign-in');
  const session = useQuery(sessionQuery);
  if (session.data === null) window.location.assign('/console/sign-in');
  return (
    <EntryFrame title={t('app.title')} lead={t('app.needed')}>
      {session.data ? (
        <AppSetUp onDone={() => window.location.assign(wantedPath())} />
      ) : (
        <Loading rows={4} />
      )}
    </EntryFrame>
  );
}
