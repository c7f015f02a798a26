// Before how one gets in is changed, one shows again who one is: asked for when the API wants it, then the change is made.
import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { Problem } from '../../api/problem.ts';
import { Dialog, DialogFoot } from '../../ui/dialog.tsx';
import { ProblemNote } from '../sign-in/problem-note.tsx';

type Confirm = {
  /** Runs what needs it; asks for the password first when it must. */
  run(action: () => Promise<unknown>): Promise<void>;
  dialog: React.ReactNode;
};

function ConfirmDialog({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const { t } = useTranslation('account');
  const [password, setPassword] = useState('');
  const confirming = useMutation({
    mutationFn: async () => {
      await api.POST('/api/v1/session/confirm', { body: { password } });
    },
    onSuccess: onDone,
  });
  return (
    <Dialog opened onClose={onClose} title={t('confirm.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          confirming.mutate();
        }}
      >
        <Stack gap="md">
          <Text size="sm">{t('confirm.text')}</Text>
          <ProblemNote error={confirming.error} />
          <PasswordInput
            label={t('password.current')}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            data-autofocus
            required
            withAsterisk={false}
          />
          <DialogFoot onClose={onClose}>
            <Button type="submit" loading={confirming.isPending}>
              {t('confirm.go')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}

/** What asks for the password when a change needs it. `onError` hears of all else. */
export function useConfirm(onError: (error: unknown) => void): Confirm {
  const [waiting, setWaiting] = useState<() => Promise<unknown>>();
  const run = async (action: () => Promise<unknown>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      if (error instanceof Problem && error.code === 'confirm_first') setWaiting(() => action);
      else onError(error);
    }
  };
  const dialog = waiting && (
    <ConfirmDialog
      onClose={() => setWaiting(undefined)}
      onDone={() => {
        setWaiting(undefined);
        void run(waiting);
      }}
    />
  );
  return { run, dialog };
}
