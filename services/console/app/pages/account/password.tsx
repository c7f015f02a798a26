// Changing one's password.
import { Button, Group, PasswordInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { Section } from '../../ui/section.tsx';
import { ProblemNote } from '../sign-in/problem-note.tsx';

/** The part of the account about the password. */
export function Password() {
  const { t } = useTranslation('account');
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const changing = useMutation({
    mutationFn: async () => {
      await api.PUT('/api/v1/account/password', { body: { current, password } });
    },
    onSuccess: () => {
      setCurrent('');
      setPassword('');
      notifications.show({ message: t('password.changed') });
    },
  });
  return (
    <Section title={t('password.title')} text={t('password.text')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          changing.mutate();
        }}
      >
        <ProblemNote error={changing.error} />
        <PasswordInput
          label={t('password.current')}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          required
          withAsterisk={false}
          mb="sm"
        />
        <PasswordInput
          label={t('password.new')}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
          withAsterisk={false}
          mb="sm"
        />
        <Group>
          <Button type="submit" variant="default" loading={changing.isPending}>
            {t('password.change')}
          </Button>
        </Group>
      </form>
    </Section>
  );
}
