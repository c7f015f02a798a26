// How a reply goes out: by which template, in which language, with which promise.
import { Group, Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../../api/client.ts';
import { When } from '../../../ui/when.tsx';
import { instantOf, localTime } from '../../../ui/zone.ts';
import type { CaseView } from '../case-query.ts';
import type { Draft } from './use-draft.ts';

const templatesQuery = {
  queryKey: ['templates'],
  staleTime: 10 * 60_000,
  queryFn: () => answered(api.GET('/api/v1/previews/templates')),
};

/** The options of a reply. */
export function ReplyOptions(props: {
  view: CaseView;
  draft: Draft;
  onChange(part: Partial<Draft>): void;
}) {
  const { view, draft, onChange } = props;
  const { t } = useTranslation('case');
  const { data } = useQuery(templatesQuery);
  const purpose = view.writing.reach === 'direct_message' ? 'answer' : 'update';
  const template = data?.templates.find((each) => each.purpose === purpose);
  const { language, languages, nextUpdateBy } = view.writing;
  const chosen = draft.language ?? language;
  return (
    <div>
      <Group gap="xs" align="end">
        <Select
          size="xs"
          w={190}
          label={t('composer.language')}
          value={chosen}
          data={languages.map((value) => ({
            value,
            label: `${t(`language.${value}`, { defaultValue: value })}${
              template?.missing.includes(value) ? ` – ${t('composer.missing')}` : ''
            }`,
          }))}
          onChange={(value) => value && onChange({ language: value })}
        />
        {purpose === 'update' && (
          <TextInput
            size="xs"
            type="datetime-local"
            label={t('composer.estimate')}
            value={draft.estimatedResolution ? localTime(draft.estimatedResolution) : ''}
            onChange={(event) => {
              const given = event.currentTarget.value;
              onChange({
                estimatedResolution: given ? instantOf(given) : undefined,
              } as Partial<Draft>);
            }}
          />
        )}
        <Text size="xs" c="dimmed" pb={6}>
          {t('composer.template')}: {t(`purpose.${purpose}`)}
        </Text>
      </Group>
      {nextUpdateBy && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('composer.nextUpdate')} <When at={nextUpdateBy} full />
        </Text>
      )}
    </div>
  );
}
