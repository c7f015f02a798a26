// A forgotten password: a link is mailed. The answer is the same whether somebody has the address or not (S29).
import { Button, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { EntryFrame } from '../sign-in/entry-frame.tsx';
import { ProblemNote } from '../sign-in/problem-note.tsx';

/** Asking for a link by which a new password is chosen. */
export function Page() {
  const { t } = useTranslation('sign-in');
  const [email, setEmail] = useState('');
  const asking = useMutation({
    mutationFn: async () => {
      await api.POST('/api/v1/sign-in/reset', { body: { email } });
    },
  });
  const back = (
    <Button component={Link} to="/sign-in" variant="default" fullWidth>
      {t('backToSignIn')}
    </Button>
  );
  if (asking.isSuccess)
    return (
      <EntryFrame title={t('forgot.sent.title')} lead={t('forgot.sent.lead', { email })}>
        {back}
      </EntryFrame>
    );
  return (
    <EntryFrame title={t('forgot.title')} lead={t('forgot.lead')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          asking.mutate();
        }}
      >
        <ProblemNote error={asking.error} />
        <Stack gap="md">
          <TextInput
            label={t('email')}
            type="email"
            autoComplete="username"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            autoFocus
            required
            withAsterisk={false}
          />
          <Button type="submit" fullWidth loading={asking.isPending}>
            {t('forgot.go')}
          </Button>
          {back}
        </Stack>
      </form>
    </EntryFrame>
  );
}
