// Any two versions, and what one says otherwise than the other.
import { Group, Select, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, Loading } from '../../../ui/states.tsx';
import { Changes } from '../changes/changes.tsx';
import { compareQuery, versionQuery } from '../policy-query.ts';
import type { Version } from './version.ts';

/** The difference between two versions, read when it is shown. */
export function Difference({ from, to }: { from: number; to: number }) {
  const asked = useQuery(compareQuery(from, to));
  const [before, after] = [useQuery(versionQuery(from)), useQuery(versionQuery(to))];
  if (asked.isPending || before.isPending || after.isPending) return <Loading rows={3} />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  return <Changes changes={asked.data.changes} known={[after.data?.values, before.data?.values]} />;
}

/** The choice, and the difference. */
export function Compare({ versions }: { versions: readonly Version[] }) {
  const { t } = useTranslation('policy');
  const [newest, before] = versions;
  const [chosen, setChosen] = useState<{ from?: number; to?: number }>({});
  if (!newest || !before) return null;
  const { from = before.number, to = newest.number } = chosen;
  const data = versions.map(({ number, note }) => ({
    value: String(number),
    label: `${number} · ${note}`,
  }));
  return (
    <section>
      <Title order={2}>{t('compare.title')}</Title>
      <Group gap="sm" my="sm">
        <Select
          label={t('compare.from')}
          data={data}
          value={String(from)}
          onChange={(value) => setChosen({ ...chosen, from: Number(value) })}
        />
        <Select
          label={t('compare.to')}
          data={data}
          value={String(to)}
          onChange={(value) => setChosen({ ...chosen, to: Number(value) })}
        />
      </Group>
      <Difference from={from} to={to} />
    </section>
  );
}
