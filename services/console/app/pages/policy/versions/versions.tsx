// All versions of the policy: who published which, when and why; any two compared, back to one, open cases moved on purpose.
import { Button, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../../api/session.ts';
import { Person } from '../../../ui/facts.tsx';
import { Mark } from '../../../ui/marks.tsx';
import { Failure, Loading } from '../../../ui/states.tsx';
import { When } from '../../../ui/when.tsx';
import classes from '../policy.module.css';
import { versionsQuery } from '../policy-query.ts';
import { Compare } from './compare.tsx';
import { GoBack } from './go-back.tsx';
import { MoveCases } from './move-cases.tsx';
import type { Version } from './version.ts';

const STAFF = 'staff:';
// As of the route that moves them.
const movers = ['supervisor', 'department_manager', 'senior_management'];

function Line(props: { version: Version; isNewest: boolean; onBack: (() => void) | undefined }) {
  const { t } = useTranslation('policy');
  const { version, isNewest, onBack } = props;
  const { number, note, publishedAt, publishedBy, openCases } = version;
  return (
    <Table.Tr>
      <Table.Th scope="row" className="rd-number">
        {number}
      </Table.Th>
      <Table.Td className={classes.why ?? ''}>
        {note} {isNewest && <Mark tone="good">{t('versionInForce')}</Mark>}
      </Table.Td>
      <Table.Td>
        {publishedBy.startsWith(STAFF) ? (
          <Person staffId={publishedBy.slice(STAFF.length)} />
        ) : (
          <Text size="sm">{t('atStart')}</Text>
        )}
      </Table.Td>
      <Table.Td>
        <When at={publishedAt} />
      </Table.Td>
      <Table.Td>{t('openCases', { count: openCases })}</Table.Td>
      <Table.Td>
        {onBack && (
          <Button variant="subtle" size="compact-xs" onClick={onBack}>
            {t('back.to', { number })}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** The part of the page. */
export function Versions() {
  const { t } = useTranslation('policy');
  const session = useSession();
  const asked = useQuery(versionsQuery);
  const [back, setBack] = useState<number>();
  if (asked.isPending) return <Loading rows={3} />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const { versions } = asked.data;
  const [newest] = versions;
  if (!newest) return null;
  const columns = ['number', 'why', 'who', 'when', 'cases'] as const;
  return (
    <Stack gap="xl">
      <Table.ScrollContainer minWidth={720} className={classes.scroll ?? ''}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column}>{t(`columns.${column}`)}</Table.Th>
              ))}
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {versions.map((version) => (
              <Line
                key={version.number}
                version={version}
                isNewest={version === newest}
                onBack={
                  session.role === 'admin' && version !== newest
                    ? () => setBack(version.number)
                    : undefined
                }
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Compare versions={versions} />
      {movers.includes(session.role) && <MoveCases versions={versions} to={newest.number} />}
      {back !== undefined && (
        <GoBack number={back} newest={newest.number} onClose={() => setBack(undefined)} />
      )}
    </Stack>
  );
}
