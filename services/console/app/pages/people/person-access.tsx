// How somebody gets in, and what an administrator does about it.
import { Button, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { useErrorText } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './people.module.css';
import type { StaffAccount } from './people-query.ts';

type Act = 'invite' | 'signOut' | 'factors';

function State({ person }: { person: StaffAccount }) {
  const { t } = useTranslation('people');
  const facts = [
    person.password && t('has.password'),
    person.app && t('has.app'),
    person.passkeys > 0 && t('has.passkeys', { count: person.passkeys }),
    person.sessions > 0 && t('has.sessions', { count: person.sessions }),
  ].filter(Boolean);
  return (
    <Text size="sm" c="dimmed" component="div">
      {facts.join(' · ') || t('has.nothing')}
      {person.invitedUntil && (
        <div>
          {t('has.invited')} <When at={person.invitedUntil} full />
        </div>
      )}
    </Text>
  );
}

/** The part about getting in. */
export function PersonAccess({ person, own }: { person: StaffAccount; own: boolean }) {
  const { t } = useTranslation(['people', 'common']);
  const textOf = useErrorText();
  const queries = useQueryClient();
  const params = { path: { staffId: person.staffId } };
  const acting = useMutation({
    mutationFn: (act: Act) =>
      act === 'invite'
        ? answered(api.POST('/api/v1/staff/accounts/{staffId}/invitation', { params }))
        : answered(
            api.POST('/api/v1/staff/accounts/{staffId}/sign-out', {
              params,
              body: { factors: act === 'factors' },
            }),
          ),
    onSuccess: (_answer, act) => notifications.show({ message: t(`acts.${act}.done`) }),
    onError: (error) => notifications.show({ color: 'red', message: textOf(error) }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['staff'] }),
  });
  const sure = (act: Act) =>
    modals.openConfirmModal({
      title: t(`acts.${act}.title`),
      children: <Text size="sm">{t(`acts.${act}.sure`, { name: person.name })}</Text>,
      labels: { confirm: t(`acts.${act}.title`), cancel: t('common:cancel') },
      closeButtonProps: { 'aria-label': t('common:close') },
      onConfirm: () => acting.mutate(act),
    });
  return (
    <Stack gap="xs" className={classes.part ?? ''}>
      <Text fw={500} size="sm">
        {t('accessTitle')}
      </Text>
      <State person={person} />
      <Group gap="xs">
        {person.active && (
          <Button size="xs" variant="default" onClick={() => acting.mutate('invite')}>
            {t('acts.invite.title')}
          </Button>
        )}
        {person.sessions > 0 && (
          <Button size="xs" variant="default" onClick={() => sure('signOut')}>
            {t('acts.signOut.title')}
          </Button>
        )}
        {!own && (person.app || person.passkeys > 0) && (
          <Button size="xs" variant="default" onClick={() => sure('factors')}>
            {t('acts.factors.title')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
