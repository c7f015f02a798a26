// What the case was taken for and why: the words of evidence, and a correction that teaches the classifier.
import { Button, Chip, Group, Select, Switch, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Labels } from '../../api/labels.ts';
import { useLanguageChoices } from '../../ui/languages.ts';
import classes from './case.module.css';
import type { CaseView } from './case-query.ts';
import { evidenceOf, suggestionsOf } from './conversation-entries.ts';
import { Panel } from './side.tsx';

type Correct = (change: Record<string, string>) => void;

const WORDS_MAX = 10;

/** The words that spoke for what it was taken for, by label; each once. */
function reasonsOf(view: CaseView): [label: string, words: string[]][] {
  const opening = view.timeline.find(({ type }) => type === 'case.opened')?.data;
  const found = new Map<string, Set<string>>();
  for (const { label, value, words } of evidenceOf(view)) {
    const taken = opening?.[label];
    if (label === 'language' || (typeof taken === 'string' && taken !== value)) continue;
    const known = found.get(label) ?? new Set();
    for (const word of words) known.add(word.toLowerCase());
    if (known.size > 0) found.set(label, known);
  }
  return [...found].map(([label, words]) => [label, [...words].slice(0, WORDS_MAX)]);
}

function Why({ view }: { view: CaseView }) {
  const { t } = useTranslation('case');
  const reasons = reasonsOf(view);
  if (reasons.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t('classification.noWords')}
      </Text>
    );
  return (
    <dl className={classes.why}>
      {reasons.map(([label, words]) => (
        <div key={label}>
          <dt>{t(`classification.${label}`, { defaultValue: label })}</dt>
          <dd>
            {words.map((word) => (
              <mark key={word}>{word}</mark>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A severity is changed with a reason of its own: approvers see it. */
function SeverityForm({ view, correct }: { view: CaseView; correct: Correct }) {
  const { t } = useTranslation(['case', 'common']);
  const [severity, setSeverity] = useState<string>();
  const [reason, setReason] = useState('');
  const levels = ['minor', 'moderate', 'major', 'critical'];
  const send = () => {
    if (!severity || reason.trim() === '') return;
    correct({ severity, reason: reason.trim() });
    setSeverity(undefined);
    setReason('');
  };
  return (
    <>
      <Select
        label={t('classification.severity')}
        size="xs"
        data={levels.map((value) => ({ value, label: t(`common:severity.${value}`) }))}
        value={severity ?? view.severity}
        onChange={(value) => setSeverity(value && value !== view.severity ? value : undefined)}
      />
      {severity && (
        <Group gap="xs" align="end" wrap="nowrap">
          <TextInput
            size="xs"
            flex={1}
            label={t('classification.reason')}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.currentTarget.value)}
            onKeyDown={(event) => event.key === 'Enter' && send()}
          />
          <Button size="xs" disabled={reason.trim() === ''} onClick={send}>
            {t('classification.change')}
          </Button>
        </Group>
      )}
    </>
  );
}

/** The customer's language: what is written to them from then on is in it. */
function LanguageSelect({ view, correct }: { view: CaseView; correct: Correct }) {
  const { t } = useTranslation('case');
  const choices = useLanguageChoices(view.writing.languages, view.language);
  const reason = t('classification.defaultReason');
  return (
    <Select
      label={t('classification.language')}
      size="xs"
      searchable
      data={choices}
      value={view.language}
      onChange={(language) =>
        language && language !== view.language && correct({ language, reason })
      }
    />
  );
}

/** The classification. `marked`: whether its words are marked in the messages. */
export function Classification(props: {
  view: CaseView;
  labels: Labels | undefined;
  correct: Correct;
  marked: boolean;
  onMark(marked: boolean): void;
}) {
  const { view, labels, correct, marked, onMark } = props;
  const { t } = useTranslation(['case', 'common']);
  const may = view.allowedCommands.includes('correct');
  const categories = labels?.categories ?? [];
  const labelOf = (key: string) => categories.find((each) => each.key === key)?.label ?? key;
  const options = categories.map(({ key, label }) => ({ value: key, label }));
  const known = options.some(({ value }) => value === view.category);
  const data = known
    ? options
    : [{ value: view.category, label: t('classification.unknown') }, ...options];
  const suggested = view.category === 'unknown' ? suggestionsOf(view) : [];
  const reason = t('classification.defaultReason');
  return (
    <Panel title={t('classification.title')}>
      {may ? (
        <div className={classes.form}>
          <Select
            label={t('classification.kind')}
            size="xs"
            data={['complaint', 'inquiry', 'feedback'].map((value) => ({
              value,
              label: t(`common:kind.${value}`),
            }))}
            value={view.kind}
            onChange={(kind) => kind && kind !== view.kind && correct({ kind, reason })}
          />
          <Select
            label={t('classification.category')}
            size="xs"
            searchable
            data={data}
            value={view.category}
            onChange={(category) =>
              category && category !== view.category && correct({ category, reason })
            }
          />
          {suggested.length > 0 && (
            <Group gap={6}>
              {suggested.map((category) => (
                <Chip
                  key={category}
                  size="xs"
                  checked={false}
                  onClick={() => correct({ category, reason })}
                >
                  {labelOf(category)}
                </Chip>
              ))}
            </Group>
          )}
          <SeverityForm view={view} correct={correct} />
          <LanguageSelect view={view} correct={correct} />
        </div>
      ) : (
        <Text size="sm">
          {t(`common:kind.${view.kind}`)} · {labelOf(view.category)} ·{' '}
          {t(`common:severity.${view.severity}`)}
        </Text>
      )}
      <h3 className={classes.minor}>{t('classification.why')}</h3>
      <Why view={view} />
      <Switch
        size="xs"
        mt={8}
        className="rd-no-print"
        label={t('classification.mark')}
        checked={marked}
        onChange={(event) => onMark(event.currentTarget.checked)}
      />
    </Panel>
  );
}
