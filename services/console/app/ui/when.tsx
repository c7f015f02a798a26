// When something was, in the reader's zone; exactly on hover and for whoever listens.
import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useNow } from './clock.ts';
import { briefTime, exactTime } from './durations.ts';

/** An instant, RFC 3339. `full` shows it exactly. */
export function When({ at, full = false }: { at: string; full?: boolean }) {
  const { i18n } = useTranslation();
  const now = useNow();
  const exact = exactTime(at, i18n.language);
  return (
    <Tooltip label={exact} disabled={full}>
      <time dateTime={at}>{full ? exact : briefTime(at, now, i18n.language)}</time>
    </Tooltip>
  );
}
