// Inviting somebody: they are in the directory at once, and get a link by mail.
import { Button, Select, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { type Language, languages } from '../../texts/i18n.ts';
import { Dialog, DialogFoot } from '../../ui/dialog.tsx';
import { languageNames } from '../account/language-names.ts';
import { ProblemNote } from '../sign-in/problem-note.tsx';
import { type Role, roleNames } from './choices.ts';

/** The dialog of an invitation. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation(['people', 'common']);
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('frontline');
  const [team, setTeam] = useState('');
  const [locale, setLocale] = useState(i18n.language as Language);
  const inviting = useMutation({
    mutationFn: () => {
      const body = { name, email, role, locale, ...(team.trim() ? { team } : {}) };
      return answered(api.POST('/api/v1/staff/accounts', { body }));
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['staff'] });
      notifications.show({ message: t('invite.done', { email }) });
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title={t('invite.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          inviting.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {t('invite.text')}
          </Text>
          <ProblemNote error={inviting.error} />
          <TextInput
            label={t('fields.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
            required
            withAsterisk={false}
          />
          <TextInput
            label={t('fields.email')}
            type="email"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <Select
            label={t('fields.role')}
            data={roleNames(t)}
            value={role}
            onChange={(chosen) => setRole((chosen ?? 'frontline') as Role)}
          />
          <TextInput
            label={t('fields.team')}
            value={team}
            onChange={(event) => setTeam(event.currentTarget.value)}
          />
          <Select
            label={t('fields.locale')}
            data={languageNames(languages, i18n.language)}
            value={locale}
            onChange={(chosen) => setLocale((chosen ?? 'en') as Language)}
          />
          <DialogFoot onClose={onClose}>
            <Button type="submit" loading={inviting.isPending}>
              {t('invite.go')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Dialog>
  );
}
