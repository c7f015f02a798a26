// Changing the policy: the same draft as forms or as YAML, what it changes, and publishing it as the next version.
import { Alert, Button, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure, Loading } from '../../../ui/states.tsx';
import { type Change, Changes } from '../changes/changes.tsx';
import type { SchemaNode } from '../forms/schema.ts';
import classes from '../policy.module.css';
import { checkQuery, schemaQuery } from '../policy-query.ts';
import { DraftBar } from './draft-bar.tsx';
import { readDraft, type Values, withValue } from './policy-draft.ts';
import { Review } from './review.tsx';
import { type DraftState, useDraft } from './use-draft.ts';
import type { Fault } from './yaml-editor.tsx';

const YamlEditor = lazy(() =>
  import('./yaml-editor.tsx').then(({ YamlEditor: Editor }) => ({ default: Editor })),
);
const PolicyForms = lazy(() =>
  import('../forms/policy-forms.tsx').then(({ PolicyForms: Forms }) => ({ default: Forms })),
);
const PAUSE_MS = 500;
const NO_FAULTS: readonly Fault[] = [];
const NO_CHANGES: readonly Change[] = [];

/** What the API says of the draft, and whether it is about what stands there now. */
function useCheck(text: string) {
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const asked = useQuery(checkQuery(settled));
  return {
    asked,
    isSettled: settled === text && !asked.isPlaceholderData && asked.isSuccess,
    faults: asked.data?.valid === false ? asked.data.faults : NO_FAULTS,
    changes: asked.data?.valid === true ? asked.data.changes : NO_CHANGES,
  };
}

type Check = ReturnType<typeof useCheck>;

function Forms(props: { draft: DraftState; check: Check; onYaml(): void }) {
  const { draft, check, onYaml } = props;
  const { t } = useTranslation('policy');
  const asked = useQuery(schemaQuery);
  const { text } = draft;
  const defaults = asked.data?.defaults as Values | undefined;
  const reading = useMemo(() => defaults && readDraft(text, defaults), [text, defaults]);
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!defaults || !reading) return <Loading />;
  if (reading.broken)
    return (
      <Alert color="yellow" title={t('forms.broken', { line: reading.broken.line })}>
        <Button variant="default" size="xs" onClick={onYaml}>
          {t('forms.toYaml')}
        </Button>
      </Alert>
    );
  const state = {
    schema: asked.data?.schema as SchemaNode,
    defaults,
    draft: reading,
    faults: check.faults,
    text,
    set: (path: readonly (string | number)[], value: unknown) =>
      draft.write((before) => withValue(before, defaults, path, value)),
  };
  return (
    <Suspense fallback={<Loading />}>
      <PolicyForms state={state} changes={check.changes} />
    </Suspense>
  );
}

function Editor(props: { draft: DraftState; check: Check; known: readonly unknown[] }) {
  const { t } = useTranslation('policy');
  const { draft, check, known } = props;
  const { faults, changes, asked } = check;
  return (
    <div className={classes.desk}>
      <Suspense fallback={<Loading />}>
        <YamlEditor text={draft.text} label={t('yaml')} faults={faults} onChange={draft.write} />
      </Suspense>
      <Stack gap="md">
        <Title order={2}>{t(faults.length > 0 ? 'faults' : 'changes')}</Title>
        {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
        {faults.map(({ line, field, message }) => (
          <Text size="sm" c="red" key={`${line} ${field} ${message}`}>
            {line !== undefined && `${t('line', { line })} `}
            {field}: {message}
          </Text>
        ))}
        {asked.data?.valid === true && <Changes {...{ changes, known }} />}
      </Stack>
    </div>
  );
}

function Behind({ draft }: { draft: DraftState }) {
  const { t } = useTranslation('policy');
  if (!draft.isBehind) return null;
  return (
    <Alert color="yellow" title={t('behind.title', { number: draft.basedOn })} mb="md">
      <Text size="sm" mb="xs">
        {t('behind.text')}
      </Text>
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={draft.catchUp}>
          {t('behind.goOn')}
        </Button>
        <Button variant="default" size="xs" onClick={draft.throwAway}>
          {t('bar.throwAway')}
        </Button>
      </Group>
    </Alert>
  );
}

/** The desk. How one writes stands in the address. */
export function Writing(props: {
  current: { yaml: string; number: number; values: object };
  /** The version that was just published from here. */
  published: number | undefined;
  onPublished(number: number): void;
}) {
  const { current, published, onPublished } = props;
  const { t } = useTranslation('policy');
  const search = useSearch({ strict: false }) as { as?: unknown; section?: unknown };
  const navigate = useNavigate();
  const draft = useDraft(current);
  const check = useCheck(draft.text);
  const [reviewing, setReviewing] = useState(false);
  const isYaml = search.as === 'yaml';
  const go = (as: string) =>
    void navigate({ to: '/policy', search: { ...search, as, view: 'change' } as never });
  const { data } = useQuery(schemaQuery);
  const reading = data && readDraft(draft.text, data.defaults as Values);
  const known = [reading && !reading.broken ? reading.values : {}, current.values];
  return (
    <section className={classes.writing}>
      <Group justify="space-between" mb="md" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label={t('as.label')}
          value={isYaml ? 'yaml' : 'forms'}
          onChange={go}
          data={['forms', 'yaml'].map((value) => ({ value, label: t(`as.${value}`) }))}
        />
        <Text size="xs" c="dimmed">
          {t('ownText')}
        </Text>
      </Group>
      <Behind draft={draft} />
      {isYaml ? (
        <Editor {...{ draft, check, known }} />
      ) : (
        <Forms draft={draft} check={check} onYaml={() => go('yaml')} />
      )}
      <DraftBar
        {...{ draft, published }}
        isSettled={check.isSettled}
        faults={check.faults}
        count={check.changes.length}
        onReview={() => setReviewing(true)}
      />
      <Review
        title={t('review.title')}
        opened={reviewing}
        yaml={draft.text}
        basedOn={draft.basedOn}
        changes={check.changes}
        known={known}
        action={t('publish')}
        onClose={() => setReviewing(false)}
        onPublished={(number) => {
          setReviewing(false);
          draft.throwAway();
          onPublished(number);
        }}
      />
    </section>
  );
}
