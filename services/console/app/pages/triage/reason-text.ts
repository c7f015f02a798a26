// Why something waits, in words: what the rules call it, said so that a person knows what to look for.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { labelsQuery } from '../../api/labels.ts';
import type { Line } from './triage-query.ts';

/** Gives the words for a line. Undecided ones name the likeliest categories. */
export function useReasonText(): (
  line: Pick<Line, 'kind' | 'reason' | 'tries' | 'suggestions'>,
) => string {
  const { t, i18n } = useTranslation('triage');
  const { data: labels } = useQuery(labelsQuery(i18n.language));
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  return ({ kind, reason, tries, suggestions }) => {
    if (kind === 'dead_letter') return t('reasons.dead_letter', { tries: tries ?? 0, reason });
    if (kind !== 'undecided')
      return t(`reasons.${reason}`, { defaultValue: (reason ?? '').replaceAll('_', ' ') });
    if (suggestions.length === 0) return t('reasons.undecided');
    const names = suggestions.slice(0, 3).map(({ category, probability }) => {
      const label = labels?.categories.find(({ key }) => key === category)?.label ?? category;
      return `${label} ${percent.format(probability)}`;
    });
    return t('reasons.maybe', { categories: names.join(', ') });
  };
}
