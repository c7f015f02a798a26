// Whether the record of a case is whole: green only when that was proven just now, with what was proven.
import { Popover, Text, UnstyledButton } from '@mantine/core';
import { IconShieldCheck, IconShieldQuestion, IconShieldX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { When } from '../../ui/when.tsx';
import classes from './case.module.css';
import { verificationQuery } from './case-query.ts';

const icons = { good: IconShieldCheck, danger: IconShieldX, plain: IconShieldQuestion };

/** The badge. */
export function RecordBadge({ reference, version }: { reference: string; version: number }) {
  const { t } = useTranslation('case');
  const { data, isError } = useQuery(verificationQuery(reference, version));
  const tone = data ? (data.verified ? 'good' : 'danger') : 'plain';
  const state = data ? (data.verified ? 'verified' : 'broken') : isError ? 'unknown' : 'checking';
  const Icon = icons[tone];
  return (
    <Popover width={320} position="bottom-end" shadow="md">
      <Popover.Target>
        <UnstyledButton className={classes.record} data-tone={tone}>
          <Icon size={15} stroke={1.9} aria-hidden />
          {t(`record.${state}`)}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        {data?.verified && (
          <>
            <Text size="sm">{t('record.proven', { count: data.entries })}</Text>
            <Text size="sm">{t(data.replayed ? 'record.replayed' : 'record.notReplayed')}</Text>
            {data.lastDayHead && (
              <Text size="sm">{t('record.dayHead', { day: data.lastDayHead })}</Text>
            )}
          </>
        )}
        {data?.fault && (
          <Text size="sm" c="red" fw={600}>
            {t('record.fault', { version: data.fault.version, what: data.fault.what })}
          </Text>
        )}
        {data && (
          <Text size="xs" c="dimmed" mt={6}>
            {t('record.at')} <When at={data.at} full />
            <br />
            <span className={classes.chain}>{data.chain}</span>
          </Text>
        )}
        {!data && <Text size="sm">{t(`record.${state}`)}</Text>}
      </Popover.Dropdown>
    </Popover>
  );
}
