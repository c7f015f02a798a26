// What is changed about somebody: who they are, how they work, where they may answer.
import {
  Checkbox,
  Group,
  MultiSelect,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStaff } from '../../api/staff.ts';
import { languages } from '../../texts/i18n.ts';
import { languageNames } from '../account/language-names.ts';
import { dayName, days, roleNames } from './choices.ts';
import classes from './people.module.css';
import type { PersonDraft } from './person-draft.ts';

type Part = {
  draft: PersonDraft;
  set: (change: Partial<PersonDraft>) => void;
  readOnly: boolean;
  own: boolean;
};

const platforms = ['x', 'facebook', 'instagram', 'linkedin', 'tiktok', 'mastodon', 'bluesky'];

function Who({ draft, set, readOnly, own }: Part) {
  const { t, i18n } = useTranslation(['people', 'common']);
  return (
    <Stack gap="sm" className={classes.part ?? ''}>
      <TextInput
        label={t('fields.name')}
        value={draft.name}
        readOnly={readOnly}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        label={t('fields.role')}
        description={own ? t('ownRole') : undefined}
        data={roleNames(t)}
        value={draft.role}
        disabled={readOnly || own}
        onChange={(role) => set({ role: (role ?? draft.role) as PersonDraft['role'] })}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t('fields.team')}
          value={draft.team}
          readOnly={readOnly}
          onChange={(event) => set({ team: event.currentTarget.value })}
        />
        <Select
          label={t('fields.locale')}
          data={languageNames(languages, i18n.language)}
          value={draft.locale}
          disabled={readOnly}
          onChange={(locale) => set({ locale: locale ?? draft.locale })}
        />
      </Group>
      <Switch
        label={t('fields.active')}
        description={t('activeHint')}
        checked={draft.active}
        disabled={readOnly || own}
        onChange={(event) => set({ active: event.currentTarget.checked })}
      />
    </Stack>
  );
}

function Work({ draft, set, readOnly }: Part) {
  const { t, i18n } = useTranslation(['people', 'common']);
  const staff = useStaff();
  return (
    <Stack gap="sm" className={classes.part ?? ''}>
      <MultiSelect
        label={t('fields.languages')}
        data={languageNames([...languages, 'it', 'nl', 'pl', 'pt'], i18n.language)}
        value={draft.languages}
        disabled={readOnly}
        onChange={(spoken) => set({ languages: spoken })}
      />
      <TagsInput
        label={t('fields.skills')}
        description={t('skillsHint')}
        value={draft.skills}
        disabled={readOnly}
        onChange={(skills) => set({ skills: skills.map((skill) => skill.trim().toLowerCase()) })}
      />
      <Select
        label={t('fields.reportsTo')}
        data={[...staff.values()].map(({ staffId, name }) => ({ value: staffId, label: name }))}
        value={draft.reportsTo}
        disabled={readOnly}
        onChange={(reportsTo) => set({ reportsTo })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('common:none') }}
      />
    </Stack>
  );
}

function Shift({ draft, set, readOnly }: Part) {
  const { t, i18n } = useTranslation('people');
  return (
    <div className={classes.part}>
      <Text fw={500} size="sm">
        {t('fields.shift')}
      </Text>
      <Text size="xs" c="dimmed" mb="xs">
        {t('shiftHint')}
      </Text>
      <div className={classes.days}>
        {days.map((day, index) => {
          const name = dayName(index, i18n.language);
          return [
            <span key={`${day}-name`}>{name}</span>,
            <TextInput
              key={day}
              aria-label={name}
              placeholder={t('free')}
              value={draft.shift[day] ?? ''}
              readOnly={readOnly}
              onChange={(event) =>
                set({ shift: { ...draft.shift, [day]: event.currentTarget.value } })
              }
            />,
          ];
        })}
      </div>
    </div>
  );
}

function Grants({ draft, set, readOnly }: Part) {
  const { t } = useTranslation(['people', 'common']);
  return (
    <div className={classes.part}>
      <Checkbox.Group
        label={t('fields.responderFor')}
        description={t('grantsHint')}
        value={draft.responderFor}
        onChange={(responderFor) => set({ responderFor })}
      >
        <Group gap="md" mt="xs">
          {platforms.map((platform) => (
            <Checkbox
              key={platform}
              value={platform}
              disabled={readOnly}
              label={t(`common:channel.${platform}`)}
            />
          ))}
        </Group>
      </Checkbox.Group>
    </div>
  );
}

/** All of it. */
export function PersonForm(part: Part) {
  return (
    <>
      <Who {...part} />
      <Work {...part} />
      <Shift {...part} />
      <Grants {...part} />
    </>
  );
}
