// People: who works here, in which teams, what was changed about them, which tokens there are.
import { Button, Tabs, TextInput } from '@mantine/core';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { PageFrame } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { accountsQuery, type StaffAccount } from './people-query.ts';
import { PeopleTable } from './people-table.tsx';
import { PersonDrawer } from './person-drawer.tsx';
import { Record } from './record.tsx';
import { Teams } from './teams.tsx';
import { Tokens } from './tokens.tsx';

const tabs = ['people', 'teams', 'tokens', 'record'] as const;

const holds = (person: StaffAccount, sought: string): boolean =>
  [person.name, person.email, person.team ?? '', ...person.skills].some((text) =>
    text.toLowerCase().includes(sought.trim().toLowerCase()),
  );

function List({
  people,
  sought,
  onSeek,
}: {
  people: StaffAccount[];
  sought: string;
  onSeek: (sought: string) => void;
}) {
  const { t } = useTranslation('people');
  const [open, setOpen] = useState<string>();
  const found = people.filter((person) => holds(person, sought));
  const person = people.find(({ staffId }) => staffId === open);
  return (
    <>
      <TextInput
        my="sm"
        maw={320}
        aria-label={t('seek')}
        placeholder={t('seek')}
        leftSection={<IconSearch size={15} aria-hidden />}
        value={sought}
        onChange={(event) => onSeek(event.currentTarget.value)}
      />
      {found.length === 0 ? (
        <Empty icon={IconUsers} title={t('none')} text={t('noneHow')} />
      ) : (
        <PeopleTable people={found} onOpen={setOpen} />
      )}
      {person && (
        <PersonDrawer key={person.staffId} person={person} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}

/** The administration of people; auditors read it. */
export function Page() {
  const { t } = useTranslation('people');
  const { role } = useSession();
  const asked = useQuery(accountsQuery);
  const [tab, setTab] = useState<string>('people');
  const [sought, setSought] = useState('');
  const [inviting, setInviting] = useState(false);
  const isAdmin = role === 'admin';
  const seek = (team: string) => {
    setSought(team);
    setTab('people');
  };
  const tools = isAdmin && (
    <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
      {t('invite.title')}
    </Button>
  );
  return (
    <PageFrame title={t('title')} tools={tools} wide>
      <Tabs value={tab} onChange={(chosen) => setTab(chosen ?? 'people')} keepMounted={false}>
        <Tabs.List>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tabs.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {asked.isPending && <Loading />}
        {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
        {asked.data && (
          <>
            <Tabs.Panel value="people">
              <List people={asked.data} sought={sought} onSeek={setSought} />
            </Tabs.Panel>
            <Tabs.Panel value="teams" pt="sm">
              <Teams people={asked.data} onOpen={seek} />
            </Tabs.Panel>
          </>
        )}
        <Tabs.Panel value="tokens" pt="sm">
          <Tokens mayChange={isAdmin} />
        </Tabs.Panel>
        <Tabs.Panel value="record" pt="sm">
          <Record />
        </Tabs.Panel>
      </Tabs>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </PageFrame>
  );
}
