// The last look before a draft holds: what it changes, why, and publishing it.
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, DialogFoot } from '../../../ui/dialog.tsx';
import { useErrorText } from '../../../ui/states.tsx';
import { type Change, Changes } from '../changes/changes.tsx';
import classes from '../policy.module.css';
import { publishPolicy } from '../policy-query.ts';

const NOTE_MAX = 500;

/** The dialog. `known`: the policies that are compared. */
export function Review(props: {
  title: string;
  opened: boolean;
  yaml: string;
  basedOn: number;
  changes: readonly Change[];
  known: readonly unknown[];
  action: string;
  onClose(): void;
  onPublished(number: number): void;
}) {
  const { title, opened, yaml, basedOn, changes, known, action, onClose, onPublished } = props;
  const { t } = useTranslation('policy');
  const errorText = useErrorText();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const act = useMutation({
    mutationFn: () => publishPolicy({ yaml: yaml || '{}', note: note.trim(), basedOn }),
    onSuccess: async ({ number }) => {
      setNote('');
      onPublished(number);
      await client.invalidateQueries({ queryKey: ['policy'] });
      await client.invalidateQueries({ queryKey: ['labels'] });
    },
  });
  return (
    <Dialog opened={opened} onClose={onClose} title={title} size="lg">
      <Stack gap="md">
        <div className={classes.review}>
          <Changes {...{ changes, known }} />
        </div>
        <Text size="sm" c="dimmed">
          {t('review.means')}
        </Text>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (note.trim()) act.mutate();
          }}
        >
          <TextInput
            label={t('note')}
            description={t('review.noteHelp')}
            value={note}
            maxLength={NOTE_MAX}
            data-autofocus
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          {act.error && (
            <Text size="sm" c="red" role="alert" mt="xs">
              {errorText(act.error)}
            </Text>
          )}
          <DialogFoot onClose={onClose} cancel={t('review.back')}>
            <Button
              type="submit"
              disabled={!note.trim() || changes.length === 0}
              loading={act.isPending}
            >
              {action}
            </Button>
          </DialogFoot>
        </form>
      </Stack>
    </Dialog>
  );
}
