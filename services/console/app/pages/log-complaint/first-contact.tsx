// The first-contact fix (R23): what is small is put right and made good at once, within one's own powers.
import { Alert, Radio, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { labelsQuery } from '../../api/labels.ts';
import { Money } from '../../ui/facts.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import type { Marks } from './call-desk.tsx';
import { type Fields, isFix } from './call-form.ts';
import classes from './log-complaint.module.css';
import { powersQuery } from './look-ups.ts';

type Props = {
  fields: Fields;
  marks: Marks;
  onChange(part: Fields): void;
  /** Told whether what is given has an amount. */
  onMonetary(monetary: boolean): void;
};

const PAUSE_MS = 400;

function Remedy({ fields, marks, onChange, onMonetary }: Props) {
  const { t, i18n } = useTranslation('log-complaint');
  const [asked] = useDebouncedValue(fields, PAUSE_MS);
  const powers = useQuery(powersQuery(asked, i18n.language));
  const { data } = powers;
  const chosen = data?.options.find(({ key }) => key === fields.remedyOption);
  const monetary = chosen?.monetary ?? false;
  useEffect(() => onMonetary(monetary), [onMonetary, monetary]);
  if (powers.isError) return <Failure error={powers.error} onRetry={() => void powers.refetch()} />;
  if (!data) return <Loading rows={3} />;
  if (!data.firstContact) return <Alert color="yellow">{t('fix.notHere')}</Alert>;
  return (
    <>
      <Radio.Group
        label={t('fields.remedyOption')}
        description={t('fix.countLeft', { count: data.countLeft })}
        value={fields.remedyOption ?? ''}
        error={marks.refused.remedyOption}
        onChange={(remedyOption) => onChange({ remedyOption, remedyAmount: '' })}
      >
        <div className={classes.options}>
          <Radio value="" label={t('fix.nothing')} />
          {data.options.map(({ key, label, alone, amountLeft }) => (
            <Radio
              key={key}
              value={key}
              disabled={!alone}
              label={label}
              description={
                alone
                  ? amountLeft && (
                      <>
                        {t('fix.upTo')} <Money amount={amountLeft} currency={data.currency} />
                      </>
                    )
                  : t('fix.notAlone')
              }
            />
          ))}
        </div>
      </Radio.Group>
      {monetary && (
        <TextInput
          name="remedyAmount"
          required
          inputMode="decimal"
          maw={200}
          label={t('fields.remedyAmount', { currency: data.currency })}
          value={fields.remedyAmount ?? ''}
          error={
            marks.missing.includes('remedyAmount')
              ? t('missing.remedyAmount')
              : marks.refused.remedyAmount
          }
          onChange={(event) => onChange({ remedyAmount: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function Fix(props: Props) {
  const { fields, marks, onChange } = props;
  const { t, i18n } = useTranslation('log-complaint');
  const { data: labels } = useQuery(labelsQuery(i18n.language));
  const lacks = (name: 'category' | 'summary') =>
    marks.missing.includes(name) ? t(`missing.${name}`) : marks.refused[name];
  return (
    <>
      <Select
        name="category"
        required
        searchable
        label={t('fields.category')}
        data={(labels?.categories ?? []).map(({ key, label }) => ({ value: key, label }))}
        value={fields.category ?? null}
        error={lacks('category')}
        nothingFoundMessage={t('fix.noCategory')}
        onChange={(category) => onChange({ category: category ?? '' })}
      />
      <Textarea
        name="summary"
        required
        minRows={2}
        label={t('fields.summary')}
        description={t('fix.summaryHint')}
        value={fields.summary ?? ''}
        error={lacks('summary')}
        onChange={(event) => onChange({ summary: event.currentTarget.value })}
      />
      <Remedy {...props} />
    </>
  );
}

/** The part; what joins another case is not fixed here. */
export function FirstContact(props: Props) {
  const { fields, onChange, onMonetary } = props;
  const { t } = useTranslation('log-complaint');
  if (fields.joins) return null;
  const toggle = (checked: boolean) => {
    if (!checked) onMonetary(false);
    onChange({ fix: checked ? 'true' : '' });
  };
  return (
    <section className={classes.part} aria-labelledby="log-fix">
      <h2 id="log-fix">{t('fix.title')}</h2>
      <Switch
        label={t('fix.switch')}
        description={t('fix.hint')}
        checked={isFix(fields)}
        onChange={(event) => toggle(event.currentTarget.checked)}
      />
      {isFix(fields) && <Fix {...props} />}
    </section>
  );
}
