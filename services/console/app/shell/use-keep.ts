// Keeping what one set, at once; a toast says it when it could not be kept.
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { type Preferences, useChangePreferences } from '../api/preferences.ts';
import { useErrorText } from '../ui/states.tsx';

/** Changes a part of the preferences. */
export function useKeep(): (part: Partial<Preferences>) => void {
  const { t } = useTranslation('common');
  const textOf = useErrorText();
  const { mutate } = useChangePreferences();
  return (part) =>
    mutate((now) => ({ ...now, ...part }), {
      onError: (error) =>
        notifications.show({ title: t('errors.notDone'), message: textOf(error), color: 'red' }),
    });
}
