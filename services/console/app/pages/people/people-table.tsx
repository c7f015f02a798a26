// The list of people: who they are, what they may, how they get in.
import { UnstyledButton } from '@mantine/core';
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

function Row({ person, onOpen }: { person: StaffAccount; onOpen: () => void }) {
  const { t } = useTranslation('people');
  const responder = person.responderFor.map((channel) => t(`common:channel.${channel}`)).join(', ');
  return (
    <tr data-off={!person.active || undefined}>
      <td>
        <UnstyledButton className={classes.name ?? ''} fz="sm" onClick={onOpen}>
          {person.name}
        </UnstyledButton>
        <div className={classes.soft}>{person.email}</div>
      </td>
      <td className={classes.wide}>{t(`common:roles.${person.role}`)}</td>
      <td className={classes.wide}>{person.team ?? '–'}</td>
      <td className={classes.wide}>{person.languages.join(', ') || '–'}</td>
      <td className={classes.wide}>{responder || '–'}</td>
      <td className={classes.wide}>{person.app || person.passkeys > 0 ? t('two') : '–'}</td>
      <td className={classes.wide}>{person.lastSeenAt ? <When at={person.lastSeenAt} /> : '–'}</td>
      <td>
        <AccessMark person={person} />
      </td>
    </tr>
  );
}

const heads = ['role', 'team', 'languages', 'responder', 'factor', 'seen'] as const;

/** People in rows. */
export function PeopleTable(props: { people: StaffAccount[]; onOpen: (staffId: string) => void }) {
  const { people, onOpen } = props;
  const { t } = useTranslation(['people', 'common']);
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th>{t('columns.name')}</th>
          {heads.map((head) => (
            <th key={head} className={classes.wide}>
              {t(`columns.${head}`)}
            </th>
          ))}
          <th>{t('columns.access')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <Row key={person.staffId} person={person} onOpen={() => onOpen(person.staffId)} />
        ))}
      </tbody>
    </table>
  );
}
