// What complaints are about: the tree, and the category that was chosen in it.
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AddButton } from '../entry.tsx';
import { inLanguage, useFieldWords } from '../field-words.ts';
import { useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { entriesOf, keyFrom } from '../list-changes.ts';
import { categoryCasesKey } from './category-cases.ts';
import { CategoryFields } from './category-fields.tsx';
import { categoriesOf, rulesWithout, treeOf, withoutCategory } from './category-tree.ts';
import { RemoveCategory } from './remove-category.tsx';

/** The tree as a list of buttons, the deeper the further in. */
function Tree(props: { chosen: string | undefined; onChoose(key: string): void }) {
  const { t } = useTranslation('policy');
  const { draft, faults } = useForms();
  const { language } = useFieldWords();
  return (
    <ul className={classes.tree} aria-label={t('categories.tree')}>
      {treeOf(categoriesOf(draft.values)).map(({ category, index, depth }) => (
        <li key={`${category.key} ${index}`} style={{ paddingLeft: depth * 16 }}>
          <button
            type="button"
            aria-current={category.key === props.chosen || undefined}
            data-wrong={
              faults.some(({ field }) => `${field}.`.startsWith(`categories.${index}.`)) ||
              undefined
            }
            onClick={() => props.onChoose(category.key)}
          >
            {inLanguage(category.label, language) || category.key}
            {category.owner && <span>{category.owner}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The form. */
export function CategoriesForm() {
  const { t } = useTranslation('policy');
  const { draft, set, faults } = useForms();
  const words = useFieldWords();
  const client = useQueryClient();
  const categories = categoriesOf(draft.values);
  const [key, setKey] = useState<string>();
  const [removing, setRemoving] = useState(false);
  const chosen = categories.find((each) => each.key === key) ?? categories[0];
  const add = (parent?: string): void => {
    const name = t('categories.new');
    const taken = categories.map((each) => each.key);
    const made = keyFrom(name, taken, 'category');
    const category = { key: made, ...(parent ? { parent } : {}), label: { en: name }, terms: {} };
    if (words.language !== 'en') Object.assign(category.label, { [words.language]: name });
    set(['categories'], [...categories, category]);
    setKey(made);
  };
  const remove = (gone: string): void => {
    const { routing } = draft.values as { routing?: { rules?: unknown } };
    const rules = entriesOf(routing?.rules);
    const kept = rulesWithout(rules, gone);
    set(['categories'], withoutCategory(categories, gone));
    if (JSON.stringify(kept) !== JSON.stringify(rules)) set(['routing', 'rules'], kept);
    void client.invalidateQueries({ queryKey: categoryCasesKey });
    setRemoving(false);
    setKey(undefined);
  };
  return (
    <div className={classes.split}>
      <div>
        {faults
          .filter(({ field }) => field === 'categories')
          .map(({ message }) => (
            <p key={message} className={classes.fault}>
              {words.fault(message)}
            </p>
          ))}
        <Tree chosen={chosen?.key} onChoose={setKey} />
        <AddButton text={t('categories.add')} onAdd={() => add()} />
      </div>
      {chosen && (
        <CategoryFields
          key={chosen.key}
          index={categories.indexOf(chosen)}
          category={chosen}
          onAddBelow={() => add(chosen.key)}
          onRemove={() => setRemoving(true)}
        />
      )}
      {chosen && (
        <RemoveCategory
          opened={removing}
          category={chosen}
          onClose={() => setRemoving(false)}
          onRemove={() => remove(chosen.key)}
        />
      )}
    </div>
  );
}
