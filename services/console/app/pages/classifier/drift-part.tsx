// Whether what comes in has changed: the last week against the four before it.
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../ui/marks.tsx';
import classes from './classifier.module.css';
import { driftQuery } from './classifier-query.ts';
import { useLabelNames } from './label-names.ts';
import { Asked, Part } from './part.tsx';

/** From here on a decision is no longer as before, from there on something has changed (population stability index). */
const SOME = 0.1;
const MUCH = 0.25;

const stateOf = (index: number | null): 'unknown' | 'alike' | 'some' | 'much' => {
  if (index === null) return 'unknown';
  if (index < SOME) return 'alike';
  return index < MUCH ? 'some' : 'much';
};
const tones = { unknown: 'plain', alike: 'good', some: 'warning', much: 'danger' } as const;

/** The part. */
export function DriftPart() {
  const { t, i18n } = useTranslation('classifier');
  const asked = useQuery(driftQuery);
  const nameOf = useLabelNames();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  const share = (value: number | null) => (value === null ? '–' : percent.format(value));
  const most = (decision: string, counts: Record<string, number>) =>
    Object.entries(counts)
      .sort(([, one], [, other]) => other - one)
      .slice(0, 3)
      .map(([label, count]) => `${nameOf(decision, label)} ${count}`)
      .join(', ') || '–';
  return (
    <Part title={t('drift.title')}>
      <Text size="sm" c="dimmed" mb="xs">
        {t('drift.text')}
      </Text>
      <Asked asked={asked}>
        {({ drift, undecided }) => (
          <>
            <table className={classes.table}>
              <thead>
                <tr>
                  {(['decision', 'state', 'lately', 'before'] as const).map((column) => (
                    <th key={column} scope="col">
                      {t(`drift.${column}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {drift.map(({ decision, index, lately, before }) => (
                  <tr key={decision}>
                    <th scope="row">{t(`decisions.${decision}`)}</th>
                    <td>
                      <Mark tone={tones[stateOf(index)]}>
                        {t(`drift.states.${stateOf(index)}`)}
                      </Mark>{' '}
                      {index !== null && number.format(index)}
                    </td>
                    <td>{most(decision, lately)}</td>
                    <td>{most(decision, before)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <Text size="sm" mt="xs">
              {t('drift.undecided', {
                lately: share(undecided.lately),
                before: share(undecided.before),
              })}
            </Text>
          </>
        )}
      </Asked>
    </Part>
  );
}
