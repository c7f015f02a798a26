// One category: names, who answers for it, where it stands, the words that speak for it.
import { Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { inLanguage, useFieldWords } from '../field-words.ts';
import { useField, useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { LanguagesField } from '../inputs/language-inputs.tsx';
import { schemaAt } from '../schema.ts';
import { SchemaField } from '../schema-field.tsx';
import { type Category, categoriesOf, familyOf, movedAmongEquals } from './category-tree.ts';

/** Where it stands: below none of its own. */
function Parent({ index, category }: { index: number; category: Category }) {
  const { t } = useTranslation('policy');
  const { draft } = useForms();
  const words = useFieldWords();
  const categories = categoriesOf(draft.values);
  const own = familyOf(categories, category.key);
  const field = useField<string>(['categories', index, 'parent']);
  const fault = words.fault(field.fault);
  return (
    <Select
      label={t('categories.parent')}
      placeholder={t('categories.top')}
      clearable
      data={categories
        .filter(({ key }) => !own.includes(key))
        .map(({ key, label }) => ({ value: key, label: inLanguage(label, words.language) || key }))}
      value={field.value ?? null}
      {...(fault ? { error: fault } : {})}
      onChange={(parent) => field.set(parent ?? undefined)}
    />
  );
}

/** The fields. */
export function CategoryFields(props: {
  index: number;
  category: Category;
  onAddBelow(): void;
  onRemove(): void;
}) {
  const { index, category, onAddBelow, onRemove } = props;
  const { t } = useTranslation('policy');
  const { draft, schema, set } = useForms();
  const words = useFieldWords();
  const { language } = words;
  const categories = categoriesOf(draft.values);
  const at = (name: string) => ['categories', index, name];
  const terms = schemaAt(schema, at('terms')) ?? {};
  const move = (by: 1 | -1): void => set(['categories'], movedAmongEquals(categories, index, by));
  return (
    <Stack gap="md" className={classes.detail ?? ''}>
      <Group justify="space-between" gap="xs">
        <Title order={3}>{inLanguage(category.label, language) || category.key}</Title>
        <Text size="xs" c="dimmed">
          {t('categories.key', { key: category.key })}
        </Text>
      </Group>
      <SchemaField path={at('label')} brief />
      <div className={classes.grid}>
        <SchemaField path={at('owner')} />
        <SchemaField path={at('team')} />
        <Parent index={index} category={category} />
      </div>
      <details className={classes.fold}>
        <summary>{words.label(at('terms'))}</summary>
        <LanguagesField path={at('terms')} node={terms} as="terms" />
      </details>
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={onAddBelow}>
          {t('categories.addBelow')}
        </Button>
        <Button variant="default" size="xs" onClick={() => move(-1)}>
          {t('categories.earlier')}
        </Button>
        <Button variant="default" size="xs" onClick={() => move(1)}>
          {t('categories.later')}
        </Button>
        <Button variant="subtle" color="red" size="xs" onClick={onRemove}>
          {t('categories.removeThis')}
        </Button>
      </Group>
    </Stack>
  );
}
