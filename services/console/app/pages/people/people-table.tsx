// The list of people: who they are, what they may, how they get in.
import { Button, UnstyledButton } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../ui/marks.tsx';
import { When } from '../../ui/when.tsx';
import classes from './people.module.css';
import type { StaffAccount } from './people-query.ts';

/** One word on how somebody stands. */
export function AccessMark({ person }: { person: StaffAccount }) {
  const { t } = useTranslation('people');
  const now = Date.now();
  if (!person.active) return <Mark>{t('access.none')}</Mark>;
  if (person.away && Date.parse(person.away.from) <= now && Date.parse(person.away.until) > now)
    return <Mark tone="warning">{t('access.away')}</Mark>;
  if (person.password || person.passkeys > 0 || person.lastSeenAt)
    return <Mark tone="good">{t('access.in')}</Mark>;
  return person.invitedUntil ? (
    <Mark tone="info">{t('access.invited')}</Mark>
  ) : (
    <Mark>{t('access.notYet')}</Mark>
  );
}

/** What is told of people besides name and access; nothing of somebody: nothing. */
type Fact = { key: string; of(person: StaffAccount): ReactNode };

function useFacts(people: StaffAccount[]): Fact[] {
  const { t } = useTranslation(['people', 'common']);
  const facts: Fact[] = [
    { key: 'role', of: ({ role }) => t(`common:roles.${role}`) },
    { key: 'team', of: ({ team }) => team },
    { key: 'languages', of: ({ languages }) => languages.join(', ') },
    {
      key: 'responder',
      of: ({ responderFor }) =>
        responderFor.map((channel) => t(`common:channel.${channel}`)).join(', '),
    },
    { key: 'factor', of: ({ app, passkeys }) => (app || passkeys > 0 ? t('two') : '') },
    { key: 'seen', of: ({ lastSeenAt }) => lastSeenAt && <When at={lastSeenAt} /> },
  ];
  // A column in which nothing stands for anybody says nothing.
  return facts.filter(({ of }) => people.some((person) => of(person)));
}

function Row(props: { person: StaffAccount; facts: Fact[]; onOpen: () => void }) {
  const { person, facts, onOpen } = props;
  return (
    <tr data-off={!person.active || undefined}>
      <td>
        <UnstyledButton className={classes.name ?? ''} fz="sm" onClick={onOpen}>
          {person.name}
        </UnstyledButton>
        <div className={classes.soft}>{person.email}</div>
      </td>
      {facts.map(({ key, of }) => (
        <td key={key} className={classes.wide}>
          {of(person) || <span className={classes.soft}>–</span>}
        </td>
      ))}
      <td>
        <AccessMark person={person} />
      </td>
    </tr>
  );
}

/** Rows drawn at once: of thousands one looks for a name. */
const DRAWN = 100;

/** People in rows. */
export function PeopleTable(props: { people: StaffAccount[]; onOpen: (staffId: string) => void }) {
  const { people, onOpen } = props;
  const { t } = useTranslation(['people', 'common']);
  const facts = useFacts(people);
  const [drawn, setDrawn] = useState(DRAWN);
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{t('columns.name')}</th>
            {facts.map(({ key }) => (
              <th key={key} className={classes.wide}>
                {t(`columns.${key}`)}
              </th>
            ))}
            <th>{t('columns.access')}</th>
          </tr>
        </thead>
        <tbody>
          {people.slice(0, drawn).map((person) => (
            <Row
              key={person.staffId}
              person={person}
              facts={facts}
              onOpen={() => onOpen(person.staffId)}
            />
          ))}
        </tbody>
      </table>
      {people.length > drawn && (
        <Button variant="default" size="xs" mt="sm" onClick={() => setDrawn(drawn + DRAWN)}>
          {t('common:more')}
        </Button>
      )}
    </>
  );
}
