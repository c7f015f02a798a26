// Teams: who is in them, whoever leads, who is away. A team is what people say they are in; it is changed with them.
import { Group, Text, UnstyledButton } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Person } from '../../ui/facts.tsx';
import { Empty } from '../../ui/states.tsx';
import classes from './people.module.css';
import type { StaffAccount } from './people-query.ts';

const leads = ['supervisor', 'department_manager', 'senior_management'];

/** Teams in rows; choosing one shows its people. */
export function Teams({
  people,
  onOpen,
}: {
  people: StaffAccount[];
  onOpen: (team: string) => void;
}) {
  const { t } = useTranslation('people');
  const teams = Map.groupBy(
    people.filter(({ active, team }) => active && team),
    ({ team }) => team ?? '',
  );
  if (teams.size === 0)
    return <Empty icon={IconUsersGroup} title={t('teams.none')} text={t('teams.how')} />;
  const sorted = [...teams].sort(([one], [other]) => one.localeCompare(other));
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th>{t('columns.team')}</th>
          <th>{t('teams.people')}</th>
          <th className={classes.wide}>{t('teams.lead')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(([team, inside]) => (
          <tr key={team}>
            <td>
              <UnstyledButton className={classes.name ?? ''} fz="sm" onClick={() => onOpen(team)}>
                {team}
              </UnstyledButton>
            </td>
            <td className="rd-number">{inside.length}</td>
            <td className={classes.wide}>
              <Group gap="md">
                {inside
                  .filter(({ role }) => leads.includes(role))
                  .map(({ staffId }) => (
                    <Person key={staffId} staffId={staffId} />
                  ))}
                {!inside.some(({ role }) => leads.includes(role)) && (
                  <Text size="sm" c="dimmed">
                    {t('teams.noLead')}
                  </Text>
                )}
              </Group>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
