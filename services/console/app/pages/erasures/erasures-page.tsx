// Erasures (R71): what is due to be erased and what keeps it, what is held, what was erased and given out; an administrator holds,
// releases, gives a customer their data and erases it.
import { Button, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { PageFrame } from '../../ui/page.tsx';
import classes from './erasures.module.css';
import type { Hold } from './erasures-query.ts';
import { planQuery } from './erasures-query.ts';
import { Figures, type Shown } from './figures.tsx';
import { DueList, ErasedList, GivenList, HeldList } from './lists.tsx';
import { ReleaseDialog } from './release-dialog.tsx';
import { type Act, acts, SubjectDialog } from './subject-dialog.tsx';

const tabs = ['due', 'held', 'erased', 'given'];

function Lead() {
  const { t } = useTranslation('erasures');
  const { data } = useQuery(planQuery);
  if (!data) return t('lead');
  return t('periods', data.periods);
}

/** The page. What is looked at stands in the address. */
export function Page() {
  const { t } = useTranslation('erasures');
  const { role } = useSession();
  const isAdmin = role === 'admin';
  const search = useSearch({ strict: false }) as Shown;
  const navigate = useNavigate();
  const [act, setAct] = useState<Act>();
  const [released, setReleased] = useState<Hold>();
  const tab = tabs.find((each) => each === search.tab) ?? 'due';
  const show = (shown: Shown) => void navigate({ to: '/erasures', search: shown as never });
  return (
    <PageFrame
      title={t('title')}
      lead={<Lead />}
      wide
      tools={
        isAdmin &&
        acts.map((each) => (
          <Button
            key={each}
            size="xs"
            variant="default"
            aria-haspopup="dialog"
            onClick={() => setAct(each)}
          >
            {t(`acts.${each}`)}…
          </Button>
        ))
      }
    >
      <Figures onShow={show} />
      <Tabs value={tab} keepMounted={false} onChange={(next) => show(next ? { tab: next } : {})}>
        <Tabs.List mb="md" className={classes.tabs ?? ''}>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="due">
          <DueList shown={search} onShow={show} />
        </Tabs.Panel>
        <Tabs.Panel value="held">
          <HeldList onRelease={isAdmin ? setReleased : undefined} />
        </Tabs.Panel>
        <Tabs.Panel value="erased">
          <ErasedList />
        </Tabs.Panel>
        <Tabs.Panel value="given">
          <GivenList />
        </Tabs.Panel>
      </Tabs>
      {act && <SubjectDialog key={act} act={act} onClose={() => setAct(undefined)} />}
      {released && <ReleaseDialog hold={released} onClose={() => setReleased(undefined)} />}
    </PageFrame>
  );
}
