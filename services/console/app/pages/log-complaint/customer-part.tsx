// Who tells it, how, and where they can be reached; whoever complained before is found in each of these fields.
import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Marks } from './call-desk.tsx';
import { channelOf, type Fields } from './call-form.ts';
import { CustomerField } from './customer-field.tsx';
import classes from './log-complaint.module.css';
import type { Customer } from './look-ups.ts';

const asked = [
  { field: 'customerName', by: 'name' },
  { field: 'phone', by: 'phone', type: 'tel' },
  { field: 'email', by: 'email', type: 'email' },
  { field: 'orderNumber', by: 'orderNumber' },
] as const;

/** The part. */
export function CustomerPart(props: {
  fields: Fields;
  marks: Marks;
  onChange(part: Fields): void;
}) {
  const { fields, marks, onChange } = props;
  const { t } = useTranslation(['log-complaint', 'common']);
  const choose = ({ name, email, phone }: Customer) =>
    onChange({
      customerName: name ?? fields.customerName ?? '',
      email: email ?? '',
      phone: phone ?? '',
    });
  return (
    <section className={classes.part} aria-labelledby="log-who">
      <div className={classes.partHead}>
        <h2 id="log-who">{t('who.title')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('who.channel')}
          value={channelOf(fields)}
          data={['phone', 'in_person'].map((value) => ({
            value,
            label: t(`common:channel.${value}`),
          }))}
          onChange={(channel) => onChange({ channel })}
        />
      </div>
      <div className={classes.pair}>
        {asked.map(({ field, by, ...more }) => (
          <CustomerField
            key={field}
            by={by}
            name={field}
            label={t(`fields.${field}`)}
            value={fields[field] ?? ''}
            error={marks.refused[field]}
            onType={(value) => onChange({ [field]: value })}
            onChoose={choose}
            {...more}
          />
        ))}
      </div>
    </section>
  );
}
