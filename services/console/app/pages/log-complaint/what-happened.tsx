// What the customer says, what would put it right, and what was agreed with them.
import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Marks } from './call-desk.tsx';
import { type Field, type Fields, isFix } from './call-form.ts';
import classes from './log-complaint.module.css';

type Props = { fields: Fields; marks: Marks; onChange(part: Fields): void };

const rare = ['subject', 'product', 'location', 'staffNamed'] as const;

function More({ fields, marks, onChange }: Props) {
  const { t } = useTranslation('log-complaint');
  const [isOpen] = useState(() => rare.some((name) => fields[name]) || Boolean(fields.stepsTaken));
  return (
    <details className={classes.more} open={isOpen}>
      <summary>{t('what.more')}</summary>
      <div className={classes.pair}>
        {rare.map((name) => (
          <TextInput
            key={name}
            name={name}
            label={t(`fields.${name}`)}
            description={name === 'staffNamed' ? t('what.staffNamedHint') : undefined}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            value={fields[name] ?? ''}
            error={marks.refused[name]}
            onChange={(event) => onChange({ [name]: event.currentTarget.value })}
          />
        ))}
      </div>
      <Textarea
        mt="sm"
        minRows={2}
        name="stepsTaken"
        label={t('fields.stepsTaken')}
        value={fields.stepsTaken ?? ''}
        error={marks.refused.stepsTaken}
        onChange={(event) => onChange({ stepsTaken: event.currentTarget.value })}
      />
    </details>
  );
}

/** The part. */
export function WhatHappened({ fields, marks, onChange }: Props) {
  const { t } = useTranslation('log-complaint');
  const set = (name: Field) => (event: { currentTarget: { value: string } }) =>
    onChange({ [name]: event.currentTarget.value });
  const tick = (name: Field) => (event: { currentTarget: { checked: boolean } }) =>
    onChange({ [name]: event.currentTarget.checked ? 'true' : '' });
  return (
    <section className={classes.part} aria-labelledby="log-what">
      <h2 id="log-what">{t('what.title')}</h2>
      <Textarea
        name="message"
        required
        minRows={4}
        label={t('fields.message')}
        placeholder={t('what.messageHint')}
        value={fields.message ?? ''}
        error={marks.missing.includes('message') ? t('missing.message') : marks.refused.message}
        onChange={set('message')}
      />
      <div className={classes.pair}>
        <TextInput
          name="desiredOutcome"
          label={t('fields.desiredOutcome')}
          value={fields.desiredOutcome ?? ''}
          error={marks.refused.desiredOutcome}
          onChange={set('desiredOutcome')}
        />
        <TextInput
          name="occurredAt"
          label={t('fields.occurredAt')}
          value={fields.occurredAt ?? ''}
          error={marks.refused.occurredAt}
          onChange={set('occurredAt')}
        />
      </div>
      <More fields={fields} marks={marks} onChange={onChange} />
      <Checkbox
        label={t('what.confirmed')}
        checked={fields.confirmed === 'true'}
        onChange={tick('confirmed')}
      />
      {!isFix(fields) && (
        <Checkbox
          label={t('what.told')}
          description={t('what.toldHint')}
          checked={fields.told === 'true'}
          onChange={tick('told')}
        />
      )}
    </section>
  );
}
