// Small facts that stand on many pages: a case's reference, money, a member of staff.
import { Avatar, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useStaff } from '../api/staff.ts';
import { numberFormat } from './formats.ts';

/** The reference of a case, leading to it. */
export function CaseLink({ reference }: { reference: string }) {
  return (
    <Link to="/cases/$reference" params={{ reference }} className="rd-reference">
      {reference}
    </Link>
  );
}

/** Gives an amount as the reader's language writes it. */
export function useMoney(currency: string): (amount: string) => string {
  const { i18n } = useTranslation();
  const format = numberFormat(i18n.language, { style: 'currency', currency });
  return (amount) => format.format(amount as `${number}`);
}

/** An amount, written as the reader's language does. */
export function Money({ amount, currency }: { amount: string; currency: string }) {
  return <span className="rd-number">{useMoney(currency)(amount)}</span>;
}

/** A member of staff by id, with their name once it is known; nobody in words. */
export function Person({ staffId }: { staffId: string | null | undefined }) {
  const { t } = useTranslation('common');
  const staff = useStaff();
  if (!staffId)
    return (
      <Text span size="sm" c="dimmed">
        {t('nobody')}
      </Text>
    );
  // Not known yet: an id is nothing to read.
  const name = staff.get(staffId)?.name ?? '…';
  return (
    <Group component="span" gap={6} wrap="nowrap" display="inline-flex">
      <Avatar name={name} color="green" size={20} aria-hidden />
      <Text span size="sm" truncate>
        {name}
      </Text>
    </Group>
  );
}
