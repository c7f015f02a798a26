// The policy: what is in force and whom to ask about it (R73); an administrator writes the next version; all versions.
import { Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { PageFrame } from '../../ui/page.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { Writing } from './draft/writing.tsx';
import { InForce } from './in-force.tsx';
import { policyQuery } from './policy-query.ts';
import { Versions } from './versions/versions.tsx';

/** The page. What is looked at stands in the address. */
export function Page() {
  const { t } = useTranslation(['policy', 'policy-fields']);
  const { role } = useSession();
  const search = useSearch({ strict: false }) as { view?: unknown };
  const navigate = useNavigate();
  const asked = useQuery(policyQuery);
  const [published, setPublished] = useState<number>();
  const views = role === 'admin' ? ['change', 'inForce', 'versions'] : ['inForce', 'versions'];
  const view = views.find((each) => each === search.view) ?? views[0] ?? 'inForce';
  const contact = asked.data?.values.contactPerson;
  return (
    <PageFrame
      title={t('title')}
      lead={typeof contact === 'string' ? t('contact', { contact }) : t('lead')}
      wide
    >
      {asked.isPending && <Loading />}
      {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && (
        <Tabs
          value={view}
          keepMounted={false}
          onChange={(chosen) =>
            void navigate({ to: '/policy', search: { ...search, view: chosen } as never })
          }
        >
          <Tabs.List mb="md">
            {views.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {t(`views.${each}`, { number: asked.data.number })}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {role === 'admin' && (
            <Tabs.Panel value="change">
              <Writing
                key={asked.data.number}
                current={asked.data}
                published={published}
                onPublished={setPublished}
              />
            </Tabs.Panel>
          )}
          <Tabs.Panel value="inForce">
            <InForce values={asked.data.values as Record<string, unknown>} />
          </Tabs.Panel>
          <Tabs.Panel value="versions">
            <Versions />
          </Tabs.Panel>
        </Tabs>
      )}
    </PageFrame>
  );
}
