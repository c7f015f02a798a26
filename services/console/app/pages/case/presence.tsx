// Who else is at this case just now, so that two do not answer at once.
import { Text } from '@mantine/core';
import { IconEye, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import classes from './case.module.css';

const EVERY_MS = 15_000;
type Doing = 'viewing' | 'answering';

/** Says what one does at a case while it is open, and shows who else is there. */
export function Presence({ reference, doing }: { reference: string; doing: Doing }) {
  const { t } = useTranslation('case');
  const params = { path: { reference } };
  const { data } = useQuery({
    queryKey: ['presence', reference, doing],
    refetchInterval: EVERY_MS,
    staleTime: 0,
    queryFn: () =>
      answered(api.PUT('/api/v1/cases/{reference}/presence', { params, body: { doing } })),
  });
  useEffect(
    () => () => {
      void api
        .DELETE('/api/v1/cases/{reference}/presence', { params: { path: { reference } } })
        .catch(() => {});
    },
    [reference],
  );
  if (!data || data.others.length === 0) return null;
  return (
    <div className={`${classes.presence} rd-no-print`} role="status">
      {data.others.map(({ staffId, name, doing: what }) => {
        const Icon = what === 'answering' ? IconPencil : IconEye;
        return (
          <Text key={staffId} span size="sm">
            <Icon size={14} stroke={1.75} aria-hidden /> {t(`presence.${what}`, { name })}
          </Text>
        );
      })}
    </div>
  );
}
