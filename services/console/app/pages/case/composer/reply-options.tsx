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

/** The template that a reply will stand in: the chosen one while it fits, else the usual one. */
export const templateOf = (
  { templates }: CaseView['writing'],
  draft: Draft,
): NonNullable<Draft['template']> =>
  templates.find((each) => each === draft.template) ?? templates[0] ?? 'update';

/** The options of a reply. */
export function ReplyOptions(props: {
  view: CaseView;
  draft: Draft;
  onChange(part: Partial<Draft>): void;
}) {
  const { view, draft, onChange } = props;
  const { t } = useTranslation('case');
  const { data } = useQuery(templatesQuery);
  const { language, languages, nextUpdateBy, templates } = view.writing;
  const purpose = templateOf(view.writing, draft);
  const isOwed =
    view.kind === 'inquiry' && !view.answeredAt && view.writing.reach !== 'direct_message';
  const template = data?.templates.find((each) => each.purpose === purpose);
  const isMissing = (of: string): boolean =>
    data?.templates.find((each) => each.purpose === of)?.missing.includes(chosen) ?? false;
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
        <Select
          size="xs"
          w={190}
          label={t('composer.template')}
          value={purpose}
          data={templates.map((value) => ({
            value,
            label: `${t(`purpose.${value}`)}${isMissing(value) ? ` – ${t('composer.missing')}` : ''}`,
          }))}
          onChange={(value) =>
            value && onChange({ template: value as Draft['template'] } as Partial<Draft>)
          }
        />
        {view.writing.reach !== 'direct_message' && (
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
      </Group>
      {isOwed && purpose === 'update' && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('composer.noAnswer')}
        </Text>
      )}
      {nextUpdateBy && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('composer.nextUpdate')} <When at={nextUpdateBy} full />
        </Text>
      )}
    </div>
  );
}
