// Back to what the defaults say, beside a field that says something of its own.
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FieldState } from '../form-state.ts';

/** The button; nothing where the default holds. */
export function Reset({ field, label }: { field: FieldState<never>; label: string }) {
  const { t } = useTranslation('policy');
  if (!field.isOwn) return null;
  const text = t('forms.reset', { field: label });
  return (
    <Tooltip label={text}>
      <ActionIcon size="sm" aria-label={text} onClick={() => field.set(undefined)}>
        <IconArrowBackUp size={15} stroke={1.75} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
