// The second step of signing in: a code of the app, or a recovery code.
import { Anchor, Button, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { enter } from './enter.ts';
import { EntryFrame } from './entry-frame.tsx';
import { ProblemNote } from './problem-note.tsx';

/** Asks for the code that belongs to a first step. */
export function CodeStep({ token, onBack }: { token: string; onBack: () => void }) {
  const { t } = useTranslation('sign-in');
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState(false);
  const asking = useMutation({
    mutationFn: () =>
      answered(api.POST('/api/v1/session/second-factor', { body: { token, code } })),
    onSuccess: enter,
    onError: () => setCode(''),
  });
  return (
    <EntryFrame title={t('code.title')} lead={t(recovery ? 'code.leadRecovery' : 'code.lead')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          asking.mutate();
        }}
      >
        <ProblemNote error={asking.error} />
        <Stack gap="md">
          <TextInput
            key={String(recovery)}
            label={t(recovery ? 'code.recovery' : 'code.code')}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoComplete="one-time-code"
            inputMode={recovery ? 'text' : 'numeric'}
            data-autofocus
            autoFocus
            required
            size="md"
          />
          <Button type="submit" fullWidth loading={asking.isPending}>
            {t('code.go')}
          </Button>
          <Anchor component="button" type="button" size="sm" onClick={() => setRecovery(!recovery)}>
            {t(recovery ? 'code.useApp' : 'code.useRecovery')}
          </Anchor>
          <Anchor component="button" type="button" size="sm" onClick={onBack}>
            {t('code.back')}
          </Anchor>
        </Stack>
      </form>
    </EntryFrame>
  );
}
