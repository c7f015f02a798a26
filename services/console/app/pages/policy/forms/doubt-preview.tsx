// How many of the last items would be left to people at the threshold of the draft, beside that in force.
import { Group } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../../api/client.ts';
import { policyQuery } from '../policy-query.ts';
import { useForms } from './form-state.ts';
import classes from './forms.module.css';

const doubtQuery = (below: number) =>
  queryOptions({
    queryKey: ['classifier', 'doubt', below],
    queryFn: () => answered(api.GET('/api/v1/classifier/doubt', { params: { query: { below } } })),
  });

/** The threshold of a policy for the category. */
const thresholdOf = (values: Record<string, unknown> | undefined): number | undefined => {
  const learning = values?.learning as { decideFrom?: { category?: unknown } } | undefined;
  const given = learning?.decideFrom?.category;
  return typeof given === 'number' && given >= 0 && given <= 1 ? given : undefined;
};

function Line({ name, below }: { name: 'draft' | 'now'; below: number }) {
  const { t } = useTranslation('policy');
  const { data } = useQuery(doubtQuery(below));
  if (!data) return null;
  return (
    <Group gap="sm" wrap="nowrap">
      <dt>{t(`doubt.${name}`)}</dt>
      <dd>{data.items === 0 ? t('doubt.none') : t('doubt.of', data)}</dd>
    </Group>
  );
}

/** Both numbers. */
export function DoubtPreview() {
  const { t } = useTranslation('policy');
  const { draft, defaults } = useForms();
  const inForce = useQuery(policyQuery).data?.values as Record<string, unknown> | undefined;
  const now = thresholdOf(inForce);
  const next = thresholdOf(draft.values) ?? thresholdOf(defaults);
  return (
    <section className={classes.preview} aria-label={t('doubt.title')}>
      <h4>{t('doubt.title')}</h4>
      <p className={classes.help}>{t('doubt.hint')}</p>
      <dl className={classes.due} aria-live="polite">
        {now !== undefined && <Line name="now" below={now} />}
        {next !== undefined && <Line name="draft" below={next} />}
      </dl>
    </section>
  );
}
