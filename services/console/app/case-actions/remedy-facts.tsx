// What must be known of compensation before it is proposed or decided: warnings with their evidence, what the caps have left.
import { Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client.ts';
import { useStaff } from '../api/staff.ts';
import { Money, useMoney } from '../ui/facts.tsx';
import { When } from '../ui/when.tsx';
import classes from './case-actions.module.css';

export type Warning = Schema<'RemedyWarning'>;
export type CapLeft = Schema<'RemedyReview'>['capsLeft'][number];

/** Whole cents as a decimal text. */
export const centsText = (cents: number): string => (cents / 100).toFixed(2);

/** Gives the name of an actor of the record: `staff:<id>`. */
export function useActorName(): (actor: string) => string {
  const staff = useStaff();
  const { t } = useTranslation('case-actions');
  return (actor) => {
    const id = actor.startsWith('staff:') ? actor.slice(6) : undefined;
    return id ? (staff.get(id)?.name ?? '…') : t(`actors.${actor}`, { defaultValue: actor });
  };
}

/** Compensation named in a warning; of the rest their number. */
const NAMED = 4;
const fewOf = (remedies: readonly string[]): string =>
  remedies.length > NAMED + 1
    ? `${remedies.slice(0, NAMED).join(', ')}, +${remedies.length - NAMED}`
    : remedies.join(', ');

function WarningText({ warning, currency }: { warning: Warning; currency: string }) {
  const { t } = useTranslation('case-actions');
  const nameOf = useActorName();
  const money = useMoney(currency);
  switch (warning.kind) {
    case 'splitting':
      return t(`warnings.splitting_${warning.scope}`, {
        count: warning.remedies.length,
        total: money(warning.total),
        level: t(`common:roles.${warning.level}`),
        by: warning.proposedBy.map(nameOf).join(', '),
      });
    case 'severity_lowered':
      return (
        <>
          {t('warnings.severity_lowered', {
            from: t(`common:severity.${warning.from}`),
            to: t(`common:severity.${warning.to}`),
            by: nameOf(warning.by),
          })}{' '}
          (<When at={warning.at} />)
        </>
      );
    case 'customer_remedies':
      return t('warnings.customer_remedies', {
        total: money(warning.total),
        remedies: fewOf(warning.remedies),
      });
    case 'others_open':
      return t('warnings.others_open', { remedies: fewOf(warning.remedies) });
    case 'above_caps':
      return t('warnings.above_caps', {
        caps: warning.caps.map((cap) => t(`caps.${cap}`)).join(', '),
      });
    case 'above_budget':
      return t('warnings.above_budget', {
        spent: money(warning.spent),
        budget: money(warning.budget),
      });
    default:
      return null;
  }
}

/** Warnings of a proposal, a line each. */
export function Warnings(props: { warnings: readonly Warning[]; currency: string }) {
  const { warnings, currency } = props;
  if (warnings.length === 0) return null;
  return (
    <ul className={classes.warnings} data-testid="warnings">
      {warnings.map((warning) => (
        <li key={JSON.stringify(warning)} data-kind={warning.kind}>
          <IconAlertTriangle size={15} stroke={1.75} aria-hidden />
          <span>
            <WarningText warning={warning} currency={currency} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What each cap for giving without another person has left. */
export function CapsLeft({ caps, currency }: { caps: readonly CapLeft[]; currency: string }) {
  const { t } = useTranslation('case-actions');
  if (caps.length === 0) return null;
  return (
    <div>
      <Text size="xs" c="dimmed">
        {t('capsLeft')}
      </Text>
      <dl className={classes.caps}>
        {caps.map(({ cap, cents, count }) => (
          <div key={cap} data-out={cents <= 0 || count <= 0 || undefined}>
            <dt>{t(`caps.${cap}`)}</dt>
            <dd>
              <Money amount={centsText(Math.max(cents, 0))} currency={currency} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
