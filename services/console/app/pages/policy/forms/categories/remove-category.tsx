// Taking a category away, after seeing what it is used for.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Failure, Loading } from '../../../../ui/states.tsx';
import { isValues } from '../../draft/policy-draft.ts';
import { inLanguage, useFieldWords } from '../field-words.ts';
import { useForms } from '../form-state.ts';
import { entriesOf } from '../list-changes.ts';
import { type CaseCount, categoryCasesQuery } from './category-cases.ts';
import { type Category, categoriesOf } from './category-tree.ts';

const shown = ({ count, more }: CaseCount): string => (more ? `${count}+` : String(count));

function Uses({ category }: { category: Category }) {
  const { t } = useTranslation('policy');
  const { draft } = useForms();
  const asked = useQuery(categoryCasesQuery(category.key));
  const { routing } = draft.values as { routing?: { rules?: unknown } };
  const rules = entriesOf(routing?.rules).filter(
    (rule) => isValues(rule) && entriesOf(rule.categories).includes(category.key),
  ).length;
  const below = categoriesOf(draft.values).filter(({ parent }) => parent === category.key).length;
  if (asked.isPending) return <Loading rows={2} />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const { open, all } = asked.data;
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        {all.count === 0
          ? t('categories.unused')
          : t('categories.used', { open: shown(open), all: shown(all) })}
      </Text>
      {all.count > 0 && <Text size="sm">{t('categories.usedMeans')}</Text>}
      {below > 0 && <Text size="sm">{t('categories.below', { count: below })}</Text>}
      {rules > 0 && <Text size="sm">{t('categories.rules', { count: rules })}</Text>}
    </Stack>
  );
}

/** The dialog. */
export function RemoveCategory(props: {
  opened: boolean;
  category: Category;
  onClose(): void;
  onRemove(): void;
}) {
  const { t } = useTranslation(['policy', 'common']);
  const { language } = useFieldWords();
  const { opened, category, onClose, onRemove } = props;
  const name = inLanguage(category.label, language) || category.key;
  return (
    <Dialog opened={opened} onClose={onClose} title={t('categories.removeTitle', { name })}>
      {opened && <Uses category={category} />}
      <Group justify="end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
        <Button color="red" variant="light" onClick={onRemove}>
          {t('categories.remove')}
        </Button>
      </Group>
    </Dialog>
  );
}
