// Triage: what the rules set aside or could not decide, one line each, with what was sent beside it as plain text.
import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../ui/page.tsx';
import { LedgerTab } from './ledger-tab.tsx';
import { TriageDesk } from './triage-desk.tsx';

type Asked = { tab?: string };

/** The page. The tab stands in the address. */
export function Page() {
  const { t } = useTranslation('triage');
  const { tab = 'items' } = useSearch({ strict: false }) as Asked;
  const navigate = useNavigate();
  const tabs = ['items', 'ledger'].map((value) => ({ value, label: t(`tabs.${value}`) }));
  return (
    <PageFrame
      title={t('title')}
      lead={t('lead')}
      wide
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('tabs.label')}
          value={tab === 'ledger' ? tab : 'items'}
          data={tabs}
          onChange={(value) =>
            void navigate({
              to: '/triage',
              search: (value === 'ledger' ? { tab: value } : {}) as never,
            })
          }
        />
      }
    >
      {tab === 'ledger' ? <LedgerTab /> : <TriageDesk />}
    </PageFrame>
  );
}
