// What may be given to make good: the table by severity, small things for the front line, caps, approval, budget.
import { useTranslation } from 'react-i18next';
import type { Path } from '../../draft/policy-draft.ts';
import { AddButton, Entry } from '../entry.tsx';
import { useFieldWords } from '../field-words.ts';
import { useField, useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { entriesOf, keyFrom, keysIn, moved, without } from '../list-changes.ts';
import { schemaAt } from '../schema.ts';
import { Fields, SchemaField } from '../schema-field.tsx';
import { OptionFields, useOptionNote } from './option-fields.tsx';

/** Things that may be given: each in a line, unfolded to be changed. */
function Options({ path, title }: { path: Path; title: string }) {
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const noteOf = useOptionNote();
  const { draft, faults } = useForms();
  const field = useField<unknown[]>(path);
  const options = entriesOf(field.value);
  const add = (): void => {
    const { remedies, appeasements } = draft.values;
    const all = [
      ...entriesOf(remedies).flatMap((tier) => entriesOf((tier as { options?: unknown }).options)),
      ...entriesOf(appeasements),
    ];
    const label = { en: t('remedies.new'), [words.language]: t('remedies.new') };
    const key = keyFrom(t('remedies.new'), keysIn(all), 'remedy');
    field.set([...options, { key, label, monetary: false, delivery: 'by_hand', cost: '0.00' }]);
  };
  return (
    <fieldset className={classes.group} data-whole>
      <legend>{title}</legend>
      {field.fault && <p className={classes.fault}>{words.fault(field.fault)}</p>}
      {options.map((option, index) => (
        <Entry
          // biome-ignore lint/suspicious/noArrayIndexKey: their place is what is written.
          key={index}
          name={words.entry(option, index + 1)}
          note={noteOf(option)}
          {...{ index, count: options.length }}
          open={faults.some((fault) =>
            `${fault.field}.`.startsWith(`${[...path, index].join('.')}.`),
          )}
          onMove={(by) => field.set(moved(options, index, by))}
          onRemove={() => field.set(without(options, index))}
        >
          <OptionFields path={[...path, index]} />
        </Entry>
      ))}
      <AddButton text={t('remedies.add')} onAdd={add} />
    </fieldset>
  );
}

function Tier({ index }: { index: number }) {
  const { t } = useTranslation('policy');
  const { schema, draft } = useForms();
  const words = useFieldWords();
  const path = ['remedies', index];
  const tier = entriesOf(draft.values.remedies)[index];
  return (
    <section className={classes.card} aria-label={words.entry(tier, index + 1)}>
      <h3>{words.entry(tier, index + 1)}</h3>
      <Fields path={path} node={schemaAt(schema, path) ?? {}} without={['options']} />
      <Options path={[...path, 'options']} title={t('remedies.options')} />
    </section>
  );
}

/** The form. */
export function RemediesForm() {
  const { draft } = useForms();
  const words = useFieldWords();
  return (
    <>
      {entriesOf(draft.values.remedies).map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows of the guidelines table stay in their places.
        <Tier key={index} index={index} />
      ))}
      <Options path={['appeasements']} title={words.label(['appeasements'])} />
      <SchemaField path={['remedyCaps']} />
      <SchemaField path={['remedyApproval']} />
      <SchemaField path={['remedyBudget']} />
    </>
  );
}
