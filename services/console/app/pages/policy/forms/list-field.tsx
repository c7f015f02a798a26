// A list of groups: each with its name, moved, removed; one more at the end. Order is a value: of rules the first that fits holds.
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Path } from '../draft/policy-draft.ts';
import { AddButton, Entry } from './entry.tsx';
import { useFieldWords } from './field-words.ts';
import { useField, useForms } from './form-state.ts';
import classes from './forms.module.css';
import type { InputProps } from './inputs/input.ts';
import { entriesOf, moved, newKey, without } from './list-changes.ts';
import { blankOf, type SchemaNode } from './schema.ts';

const OPEN_MAX = 3;

/** The list. `fields` shows an entry. */
export function ListField(
  props: InputProps & { fields: (path: Path, items: SchemaNode) => ReactNode },
) {
  const { path, node, fields } = props;
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const { faults } = useForms();
  const field = useField<unknown[]>(path);
  const entries = entriesOf(field.value);
  const { items = {} } = node;
  const help = words.help(path, node);
  const isWrong = (index: number): boolean =>
    faults.some((fault) => `${fault.field}.`.startsWith(`${[...path, index].join('.')}.`));
  return (
    <fieldset className={classes.group} data-whole>
      <legend>{words.label(path)}</legend>
      {help && <p className={classes.help}>{help}</p>}
      {field.fault && <p className={classes.fault}>{words.fault(field.fault)}</p>}
      {entries.length === 0 && <p className={classes.help}>{t('forms.noEntries')}</p>}
      {entries.map((entry, index) => (
        <Entry
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name, and their place is what is written.
          key={index}
          name={words.entry(entry, index + 1)}
          {...{ index, count: entries.length }}
          open={entries.length <= OPEN_MAX || isWrong(index)}
          onMove={(by) => field.set(moved(entries, index, by))}
          onRemove={() => field.set(without(entries, index))}
        >
          {faults
            .filter((fault) => fault.field === [...path, index].join('.'))
            .map(({ message }) => (
              <p key={message} className={classes.fault}>
                {words.fault(message)}
              </p>
            ))}
          {fields([...path, index], items)}
        </Entry>
      ))}
      <AddButton
        text={t('forms.addTo', { list: words.label(path) })}
        onAdd={() => field.set([...entries, newKey(blankOf(items), entries)])}
      />
    </fieldset>
  );
}
