// What labels of the classifier are called in the reader's language.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { labelsQuery } from '../../api/labels.ts';

/** Gives the name of a label of a decision; the label itself where there is none. */
export function useLabelNames(): (decision: string, label: string) => string {
  const { t, i18n } = useTranslation(['classifier', 'common']);
  const { data } = useQuery(labelsQuery(i18n.language));
  const languages = new Intl.DisplayNames([i18n.language], { type: 'language', fallback: 'code' });
  return (decision, label) => {
    if (label === 'unknown' || label === 'und') return t('unknown');
    // A rule says which one it was: "moderate.repeated inconvenience".
    const [word = '', ...rule] = label.split('.');
    if (decision === 'kind' || decision === 'severity')
      return [t(`common:${decision}.${word}`), ...rule].join(': ');
    if (decision === 'language')
      return /^[a-z]{2,3}$/.test(label) ? (languages.of(label) ?? label) : label;
    return data?.categories.find(({ key }) => key === label)?.label ?? label;
  };
}
