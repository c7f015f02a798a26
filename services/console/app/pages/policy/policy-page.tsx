// The policy: what is in force, whom to ask about it (R73), its versions; an administrator writes the next one.
import { Button, Group, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { PageFrame } from '../../ui/page.tsx';
import { Failure, Loading, useErrorText } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { InForce } from './in-force.tsx';
import classes from './policy.module.css';
import { checkQuery, policyQuery, publishPolicy, versionsQuery } from './policy-query.ts';
import type { Fault } from './yaml-editor.tsx';

const YamlEditor = lazy(() =>
  import('./yaml-editor.tsx').then(({ YamlEditor: Editor }) => ({ default: Editor })),
);
const PAUSE_MS = 500;
const NO_FAULTS: readonly Fault[] = [];
type Change = { field: string; from?: unknown; to?: unknown };

const shown = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

function Changes({ changes }: { changes: readonly Change[] }) {
  const { t } = useTranslation('policy');
  if (changes.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('noChanges')}
      </Text>
    );
  return (
    <ul className={classes.changes}>
      {changes.map(({ field, from, to }) => (
        <li key={field}>
          <strong>{field}</strong>{' '}
          {from === undefined
            ? t('added', { to: shown(to) })
            : to === undefined
              ? t('removed', { from: shown(from) })
              : t('changed', { from: shown(from), to: shown(to) })}
        </li>
      ))}
    </ul>
  );
}

function Publish(props: { yaml: string; basedOn: number; disabled: boolean }) {
  const { yaml, basedOn, disabled } = props;
  const { t } = useTranslation('policy');
  const errorText = useErrorText();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const act = useMutation({
    mutationFn: () => publishPolicy({ yaml, note, basedOn }),
    onSuccess: () => {
      setNote('');
      return client.invalidateQueries({ queryKey: ['policy'] });
    },
  });
  return (
    <Stack gap="xs">
      <Group align="end">
        <TextInput
          className={classes.note ?? ''}
          label={t('note')}
          value={note}
          maxLength={500}
          onChange={({ target }) => setNote(target.value)}
        />
        <Button
          disabled={disabled || !note.trim()}
          loading={act.isPending}
          onClick={() => act.mutate()}
        >
          {t('publish')}
        </Button>
      </Group>
      <div role="status">
        {act.data && <Text size="sm">{t('published', { number: act.data.number })}</Text>}
      </div>
      {act.error && (
        <Text size="sm" c="red" role="alert">
          {errorText(act.error)}
        </Text>
      )}
    </Stack>
  );
}

function Writing({ current, number }: { current: string; number: number }) {
  const { t } = useTranslation('policy');
  const [text, setText] = useState(current);
  const [settled] = useDebouncedValue(text, PAUSE_MS);
  const asked = useQuery(checkQuery(settled));
  const faults = asked.data?.valid === false ? asked.data.faults : NO_FAULTS;
  return (
    <div className={classes.desk}>
      <Suspense fallback={<Textarea aria-label={t('yaml')} value={text} readOnly rows={16} />}>
        <YamlEditor text={text} label={t('yaml')} faults={faults} onChange={setText} />
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
        {asked.data?.valid === true && <Changes changes={asked.data.changes} />}
        <Publish
          yaml={text}
          basedOn={number}
          disabled={asked.data?.valid !== true || settled !== text || text === current}
        />
      </Stack>
    </div>
  );
}

function Versions() {
  const { t } = useTranslation('policy');
  const asked = useQuery(versionsQuery);
  if (asked.isPending) return <Loading rows={3} />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  return (
    <ul className={classes.versions}>
      {asked.data.versions.map(({ number, note, publishedAt, openCases }) => (
        <li key={number}>
          <strong>{number}</strong> {note} · <When at={publishedAt} /> ·{' '}
          {t('openCases', { count: openCases })}
        </li>
      ))}
    </ul>
  );
}

/** The page. */
export function Page() {
  const { t } = useTranslation('policy');
  const { role } = useSession();
  const asked = useQuery(policyQuery);
  const contact = asked.data?.values.contactPerson;
  return (
    <PageFrame
      title={t('title')}
      lead={typeof contact === 'string' ? t('contact', { contact }) : t('lead')}
      wide
    >
      {asked.isPending && <Loading />}
      {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && (
        <Stack gap="xl">
          {role === 'admin' && (
            <section>
              <Title order={2}>{t('own')}</Title>
              <Text size="sm" c="dimmed" mb="sm">
                {t('ownText')}
              </Text>
              <Writing
                key={asked.data.number}
                current={asked.data.yaml}
                number={asked.data.number}
              />
            </section>
          )}
          <section>
            <Title order={2}>{t('inForce', { number: asked.data.number })}</Title>
            <InForce values={asked.data.values as Record<string, unknown>} />
          </section>
          <section>
            <Title order={2}>{t('versions')}</Title>
            <Versions />
          </section>
        </Stack>
      )}
    </PageFrame>
  );
}
