// The intake ledger: what each connector received and what became of it, and that it adds up.
import { Group, Table, Text, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconInbox } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import classes from './triage.module.css';
import { type Counts, ledgerQuery } from './triage-query.ts';

const sum = (reasons: Record<string, number>): number =>
  Object.values(reasons).reduce((all, count) => all + count, 0);

/** What a connector's counts come to: the ledger holds when it is what was received. */
const accounted = (counts: Counts): number =>
  counts.cases + counts.joined + sum(counts.suppressed) + sum(counts.quarantined) + counts.pending;

function Reasons({ reasons }: { reasons: Record<string, number> }) {
  const { t } = useTranslation('triage');
  const entries = Object.entries(reasons).sort(([, one], [, other]) => other - one);
  return (
    <>
      <span className="rd-number">{sum(reasons)}</span>
      {entries.length > 0 && (
        <Text size="xs" c="dimmed">
          {entries
            .map(
              ([reason, count]) =>
                `${t(`short.${reason}`, { defaultValue: reason.replaceAll('_', ' ') })} ${count}`,
            )
            .join(', ')}
        </Text>
      )}
    </>
  );
}

function Row({ name, counts, isTotal }: { name: string; counts: Counts; isTotal?: boolean }) {
  const { t } = useTranslation('triage');
  const holds = accounted(counts) === counts.received;
  const Icon = holds ? IconCheck : IconAlertTriangle;
  return (
    <Table.Tr data-total={isTotal || undefined}>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td className="rd-number">{counts.cases}</Table.Td>
      <Table.Td className="rd-number">{counts.joined}</Table.Td>
      <Table.Td>
        <Reasons reasons={counts.suppressed} />
      </Table.Td>
      <Table.Td>
        <Reasons reasons={counts.quarantined} />
      </Table.Td>
      <Table.Td className="rd-number">{counts.pending}</Table.Td>
      <Table.Td>
        <span className={classes.holds} data-holds={holds}>
          <Icon size={15} aria-hidden />
          <span className="rd-number">
            {accounted(counts)} = {counts.received}
          </span>
          <span className={classes.hidden}>{t(holds ? 'ledger.holds' : 'ledger.broken')}</span>
        </span>
      </Table.Td>
    </Table.Tr>
  );
}

const columns = [
  'connector',
  'cases',
  'joined',
  'suppressed',
  'quarantined',
  'pending',
  'received',
];

function Ledger({ period }: { period: { from?: string; until?: string } }) {
  const { t } = useTranslation('triage');
  const asked = useQuery(ledgerQuery(period));
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const { connectors, total, from, until, timeZone } = asked.data;
  if (total.received === 0)
    return <Empty icon={IconInbox} title={t('ledger.empty')} text={t('ledger.emptyText')} />;
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {t('ledger.period', { from, until, timeZone })}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className={classes.scroll} tabIndex={0} aria-label={t('tabs.ledger')}>
        <Table className={classes.ledger ?? ''}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column} scope="col">
                  {t(`ledger.${column}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {Object.entries(connectors).map(([name, counts]) => (
              <Row key={name} name={name} counts={counts} />
            ))}
            <Row name={t('ledger.total')} counts={total} isTotal />
          </Table.Tbody>
        </Table>
      </section>
    </>
  );
}

/** The tab: a period, and its ledger. */
export function LedgerTab() {
  const { t } = useTranslation('triage');
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  return (
    <>
      <Group gap="sm" mb="md" align="end">
        <TextInput
          type="date"
          label={t('ledger.from')}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t('ledger.until')}
          value={until}
          onChange={(event) => setUntil(event.currentTarget.value)}
        />
      </Group>
      <Ledger period={{ ...(from ? { from } : {}), ...(until ? { until } : {}) }} />
    </>
  );
}
