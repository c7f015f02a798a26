// A text to try: what it would be taken for, and the words that speak for it. Nothing is kept.
import { Button, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { Mark } from '../../ui/marks.tsx';
import { Failure } from '../../ui/states.tsx';
import classes from './classifier.module.css';
import { useLabelNames } from './label-names.ts';
import { Part } from './part.tsx';

const classify = (text: string) =>
  answered(api.POST('/api/v1/classifier/classify', { body: { text, subject: '' } }));
type Classified = Awaited<ReturnType<typeof classify>>;

function Evidence({ evidence }: Pick<Classified, 'evidence'>) {
  const { t } = useTranslation('classifier');
  const nameOf = useLabelNames();
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {(['about', 'because', 'words'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`try.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {evidence.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is shown once and never changes
          <tr key={index}>
            <th scope="row">
              {t(`decisions.${each.label}`)}: {nameOf(each.label, each.value)}
            </th>
            <td>{t(`sources.${each.source}`)}</td>
            <td>{each.words.join(', ') || '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Result({ found }: { found: Classified }) {
  const { t, i18n } = useTranslation(['classifier', 'common']);
  const nameOf = useLabelNames();
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  const { suggestions = [] } = found;
  return (
    <div role="status" className={classes.result}>
      <p>
        <Mark tone="info">{t(`common:kind.${found.kind}`)}</Mark>{' '}
        <Mark>{nameOf('category', found.category)}</Mark>{' '}
        <Mark tone="warning">{t(`common:severity.${found.severity}`)}</Mark>{' '}
        <Mark>{nameOf('language', found.language)}</Mark>{' '}
        {found.agitated && <Mark tone="danger">{t('decisions.agitated')}</Mark>}{' '}
        {found.threat && <Mark tone="danger">{t('decisions.threat')}</Mark>}
      </p>
      {suggestions.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('try.perhaps')}{' '}
          {suggestions
            .map(
              ({ category, probability }) =>
                `${nameOf('category', category)} ${percent.format(probability)}`,
            )
            .join(', ')}
        </Text>
      )}
      <Evidence evidence={found.evidence} />
    </div>
  );
}

/** The part. */
export function TryPart() {
  const { t } = useTranslation('classifier');
  const [text, setText] = useState('');
  const tried = useMutation({ mutationFn: classify });
  return (
    <Part title={t('try.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          tried.mutate(text);
        }}
      >
        <Textarea
          label={t('try.label')}
          description={t('try.hint')}
          maxLength={20_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button
          type="submit"
          mt="xs"
          variant="light"
          disabled={text.trim() === ''}
          loading={tried.isPending}
        >
          {t('try.do')}
        </Button>
      </form>
      {tried.isError && <Failure error={tried.error} />}
      {tried.data && <Result found={tried.data} />}
    </Part>
  );
}
