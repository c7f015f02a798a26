// The words of the policy that a case follows, as the dialogs need them. The case itself is read as its page reads it.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Labels, labelsQuery } from '../api/labels.ts';

export type { Labels } from '../api/labels.ts';
export { caseQuery } from '../pages/case/case-query.ts';

/** The words of a version of the policy in the reader's language; nothing until they are known. */
export function useLabels(version?: string): Labels | undefined {
  const { i18n } = useTranslation();
  return useQuery(labelsQuery(i18n.language, version)).data;
}
