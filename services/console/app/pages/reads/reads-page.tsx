// Who read personal data, over all cases (R72): by person, case and day.
import { Group, Select, Table, Text, TextInput } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useStaff } from '../../api/staff.ts';
import { CaseLink } from '../../ui/facts.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { PageFrame } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './reads.module.css';
import { type ReadsAsked, readsQuery } from './reads-query.ts';

type Asked = { staff?: string; case?: string; day?: string };

const askedOf = ({ staff, case: reference, day }: Asked): ReadsAsked => {
  const begin = day ? new Date(`${day}T00:00:00`) : undefined;
  const isDay = begin && !Number.isNaN(begin.getTime());
  return {
    ...(staff ? { staff } : {}),
    ...(reference ? { reference } : {}),
    ...(isDay
      ? {
          from: begin.toISOString(),
          until: new Date(begin.getTime() + 86_400_000).toISOString(),
        }
      : {}),
  };
};

function Filters({ asked, onAsk }: { asked: Asked; onAsk(next: Asked): void }) {
  const { t } = useTranslation('reads');
  const staff = useStaff();
  const people = [...staff].map(([value, { name }]) => ({ value, label: name }));
  return (
    <Group className={classes.filters ?? ''} mb="md" align="end">
      <Select
        label={t('who')}
        placeholder={t('anybody')}
        data={people}
        value={asked.staff ?? null}
        onChange={(value) => onAsk({ ...asked, staff: value ?? '' })}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': t('clear') }}
      />
      <TextInput
        label={t('case')}
        placeholder="C-7K3M-9QXD"
        defaultValue={asked.case ?? ''}
        onBlur={({ target }) => onAsk({ ...asked, case: target.value.trim() })}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') onAsk({ ...asked, case: currentTarget.value.trim() });
        }}
      />
      <TextInput
        type="date"
        label={t('day')}
        value={asked.day ?? ''}
        onChange={({ target }) => onAsk({ ...asked, day: target.value })}
      />
    </Group>
  );
}

function Reads({ asked }: { asked: ReadsAsked }) {
  const { t } = useTranslation(['reads', 'common']);
  const found = useInfiniteQuery(readsQuery(asked));
  if (found.isPending) return <Loading />;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  const reads = found.data.pages.flatMap((page) => page.reads);
  if (reads.length === 0)
    return <Empty icon={IconEyeOff} title={t('empty.title')} text={t('empty.text')} />;
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            {['last', 'who', 'case', 'part', 'times'].map((name) => (
              <Table.Th key={name}>{t(name)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {reads.map((line) => (
            <Table.Tr key={`${line.staffId} ${line.reference} ${line.part} ${line.firstAt}`}>
              <Table.Td>
                <When at={line.lastAt} />
              </Table.Td>
              <Table.Td>{line.name ?? line.staffId}</Table.Td>
              <Table.Td>{line.reference ? <CaseLink reference={line.reference} /> : '–'}</Table.Td>
              <Table.Td>
                <Text size="sm">
                  {t(`parts.${line.part.split(' ')[0] ?? ''}`, { defaultValue: line.part })}
                </Text>
              </Table.Td>
              <Table.Td className="rd-number">{line.times}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <MoreButton of={found} mt="md" />
    </Table.ScrollContainer>
  );
}

/** The page. What is asked for stands in the address. */
export function Page() {
  const { t } = useTranslation('reads');
  const asked = useSearch({ strict: false }) as Asked;
  const navigate = useNavigate();
  const ask = (next: Asked): void => {
    const search = Object.fromEntries(Object.entries(next).filter(([, value]) => value));
    void navigate({ to: '/reads', search: search as never });
  };
  return (
    <PageFrame title={t('title')} lead={t('lead')} wide>
      <Filters asked={asked} onAsk={ask} />
      <Reads asked={askedOf(asked)} />
    </PageFrame>
  );
}
