// What one is called, and the language one reads.
import { Button, Group, MultiSelect, Select, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api, type Schema } from '../../api/client.ts';
import { type Language, languages } from '../../texts/i18n.ts';
import { Section } from '../../ui/section.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { languageNames } from './language-names.ts';

/** The part of the account about oneself. */
export function Profile({ account }: { account: Schema<'Account'> }) {
  const { t, i18n } = useTranslation('account');
  const textOf = useErrorText();
  const queries = useQueryClient();
  const [name, setName] = useState(account.name);
  const [locale, setLocale] = useState(account.locale as Language);
  const [spoken, setSpoken] = useState(account.languages);
  const saving = useMutation({
    mutationFn: () =>
      answered(api.PATCH('/api/v1/account', { body: { name, locale, languages: spoken } })),
    onSuccess: async (saved) => {
      queries.setQueryData(['account'], saved);
      await queries.invalidateQueries({ queryKey: ['session'] });
      notifications.show({ message: t('saved') });
    },
    onError: (error) => notifications.show({ color: 'red', message: textOf(error) }),
  });
  return (
    <Section title={t('profile.title')} text={t('profile.text')}>
      <TextInput
        label={t('profile.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput label={t('profile.email')} value={account.email} readOnly variant="filled" />
      <Select
        label={t('profile.locale')}
        data={languageNames(languages, i18n.language)}
        value={locale}
        onChange={(chosen) => setLocale((chosen ?? 'en') as Language)}
      />
      <MultiSelect
        label={t('profile.languages')}
        description={t('profile.languagesHint')}
        data={languageNames([...languages, 'it', 'nl', 'pl', 'pt'], i18n.language)}
        value={spoken}
        onChange={setSpoken}
        searchable
      />
      <Group>
        <Button loading={saving.isPending} onClick={() => saving.mutate()}>
          {t('save')}
        </Button>
      </Group>
    </Section>
  );
}
