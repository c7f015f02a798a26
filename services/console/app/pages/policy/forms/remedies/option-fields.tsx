// One thing that may be given: its names, what it is worth, how the customer gets it.
import { useTranslation } from 'react-i18next';
import { isValues, type Path } from '../../draft/policy-draft.ts';
import { useFieldWords } from '../field-words.ts';
import { useField, useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { SchemaField } from '../schema-field.tsx';

/** In short what an option says: up to how much, and how it comes. */
export function useOptionNote(): (option: unknown) => string {
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const { draft } = useForms();
  const currency = String(draft.values.currency ?? '');
  return (option) => {
    if (!isValues(option)) return '';
    const { monetary, maxAmount, cost, delivery = 'message' } = option;
    const amount = monetary ? maxAmount : cost;
    const worth = monetary ? 'remedies.upTo' : 'remedies.costs';
    return [
      ...(amount ? [t(worth, { amount: `${amount} ${currency}` })] : []),
      words.choice('delivery', String(delivery)),
    ].join(' · ');
  };
}

/** The fields; an amount has a limit and a share that it costs, anything else a cost. */
export function OptionFields({ path }: { path: Path }) {
  const monetary = useField<boolean>([...path, 'monetary']).value === true;
  const { faults } = useForms();
  const words = useFieldWords();
  const asked = monetary ? ['maxAmount', 'costPercent'] : ['cost'];
  return (
    <>
      {faults
        .filter(({ field }) => field === path.join('.'))
        .map(({ message }) => (
          <p key={message} className={classes.fault}>
            {words.fault(message)}
          </p>
        ))}
      <SchemaField path={[...path, 'label']} brief />
      <div className={classes.grid}>
        <SchemaField path={[...path, 'monetary']} />
        {asked.map((name) => (
          <SchemaField key={name} path={[...path, name]} />
        ))}
        <SchemaField path={[...path, 'delivery']} brief />
      </div>
    </>
  );
}
