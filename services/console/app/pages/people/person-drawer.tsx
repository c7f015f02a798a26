// Somebody, opened at the side: changed and saved at once, with the version that was seen.
import { Button, Drawer, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { ProblemNote } from '../sign-in/problem-note.tsx';
import type { StaffAccount } from './people-query.ts';
import { PersonAccess } from './person-access.tsx';
import { PersonAway } from './person-away.tsx';
import { changesOf, draftOf, type PersonDraft } from './person-draft.ts';
import { PersonForm } from './person-form.tsx';

/** The drawer; only administrators change anything. */
export function PersonDrawer({ person, onClose }: { person: StaffAccount; onClose: () => void }) {
  const { t } = useTranslation(['people', 'common']);
  const session = useSession();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<PersonDraft>(() => draftOf(person));
  const changes = changesOf(person, draft);
  const readOnly = session.role !== 'admin';
  const own = session.staffId === person.staffId;
  const saving = useMutation({
    mutationFn: () =>
      answered(
        api.PATCH('/api/v1/staff/accounts/{staffId}', {
          params: {
            path: { staffId: person.staffId },
            header: { 'If-Match': `"${person.version}"` },
          },
          body: changes,
        }),
      ),
    onSuccess: async (saved) => {
      setDraft(draftOf(saved));
      await queries.invalidateQueries({ queryKey: ['staff'] });
      notifications.show({ message: t('common:saved') });
      onClose();
    },
    onError: () => queries.invalidateQueries({ queryKey: ['staff', 'accounts'] }),
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={
        <div>
          <Text fw={600}>{person.name}</Text>
          <Text size="xs" c="dimmed">
            {person.email}
          </Text>
        </div>
      }
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <ProblemNote error={saving.error} />
      <PersonForm
        draft={draft}
        readOnly={readOnly}
        own={own}
        set={(change) => setDraft((before) => ({ ...before, ...change }))}
      />
      {!readOnly && (
        <Group justify="flex-end" pb="md">
          <Button
            disabled={Object.keys(changes).length === 0}
            loading={saving.isPending}
            onClick={() => saving.mutate()}
          >
            {t('common:save')}
          </Button>
        </Group>
      )}
      {!readOnly && person.active && <PersonAway person={person} />}
      {!readOnly && <PersonAccess person={person} own={own} />}
    </Drawer>
  );
}
