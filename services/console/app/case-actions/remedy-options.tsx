// Choosing compensation: what the policy allows at the severity that governs the case, who approves each row of its table, up to
// which amount (R35, R36).
import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Labels, useLabels } from './case-query.ts';
import { optionsFor } from './choices.ts';
import type { CaseView } from './dialog-store.ts';

type Option = Labels['appeasements'][number];

/** The choice of an option; each group says whose approval it needs. */
export function RemedyOptions(props: {
  view: CaseView;
  value: unknown;
  error: string | undefined;
  onChange(value: unknown): void;
}) {
  const { view, value, error, onChange } = props;
  const { t, i18n } = useTranslation('case-actions');
  const labels = useLabels(view.policyVersion);
  const offered = labels && optionsFor(view, labels);
  const item = ({ key, label, maxAmount }: Option) => {
    const most =
      maxAmount &&
      new Intl.NumberFormat(i18n.language, {
        style: 'currency',
        currency: labels?.currency ?? 'EUR',
      }).format(maxAmount as `${number}`);
    return { value: key, label: most ? `${label} · ${t('upTo', { amount: most })}` : label };
  };
  const role = (name: string) => t(`common:roles.${name}`);
  const groups = offered
    ? [
        ...offered.tiers.map(({ severities, options }) => ({
          group: severities.map((severity) => t(`common:severity.${severity}`)).join(', '),
          items: options.map(item),
        })),
        {
          group: t('appeasements', { role: role('frontline') }),
          items: offered.appeasements.map(item),
        },
      ]
    : [];
  return (
    <Select
      label={t('fields.option')}
      withAsterisk
      searchable
      error={error}
      description={t('governs', { severity: t(`common:severity.${view.remedySeverity}`) })}
      value={typeof value === 'string' ? value : null}
      data={groups}
      onChange={onChange}
    />
  );
}
