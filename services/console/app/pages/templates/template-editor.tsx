// Editing a template: its parts at the left, what they make of sample values at the right; tried out, published, undone.
import {
  Alert,
  Button,
  Group,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MailFrame, PlainText } from '../../ui/mail-frame.tsx';
import { Failure, Loading, useErrorText } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './templates.module.css';
import {
  previewQuery,
  publish,
  type Sources,
  sendTest,
  type TemplateName,
  templateQuery,
} from './templates-query.ts';

type Part = keyof Sources;
const PAUSE_MS = 400;

function Fields({ sources, onChange }: { sources: Sources; onChange(next: Sources): void }) {
  const { t } = useTranslation('templates');
  const parts = (['html', 'text', 'dm', 'letter'] as const).filter(
    (part) => sources[part] !== undefined,
  );
  const [part, setPart] = useState<Part>('html');
  const put = (name: Part, value: string) => onChange({ ...sources, [name]: value });
  return (
    <Stack gap="sm">
      <TextInput
        label={t('parts.subject')}
        value={sources.subject}
        onChange={({ target }) => put('subject', target.value)}
      />
      <SegmentedControl
        aria-label={t('part')}
        value={part}
        onChange={(value) => setPart(value as Part)}
        data={parts.map((value) => ({ value, label: t(`parts.${value}`) }))}
      />
      <Textarea
        aria-label={t(`parts.${part}`)}
        classNames={{ input: classes.source ?? '' }}
        value={sources[part] ?? ''}
        onChange={({ target }) => put(part, target.value)}
        autosize
        minRows={16}
        maxRows={32}
        spellCheck={false}
      />
      <Text size="xs" c="dimmed">
        {t('hint')}
      </Text>
    </Stack>
  );
}

function Preview({ name, sources }: { name: TemplateName; sources: Sources }) {
  const { t } = useTranslation('templates');
  const [settled] = useDebouncedValue(sources, PAUSE_MS);
  const asked = useQuery(previewQuery(name, settled));
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const { faults, rendered } = asked.data;
  return (
    <Stack gap="sm">
      {faults.length > 0 && (
        <Alert color="red" title={t('faults', { count: faults.length })} role="status">
          {faults.map((fault) => (
            <Text size="sm" key={`${fault.part} ${fault.line} ${fault.code} ${fault.name}`}>
              {t('faultAt', { part: t(`parts.${fault.part}`), line: fault.line })}{' '}
              {t(`faultCodes.${fault.code}`, { name: fault.name, defaultValue: fault.message })}
            </Text>
          ))}
        </Alert>
      )}
      {rendered && (
        <>
          <Text fw={600}>{rendered.subject}</Text>
          <MailFrame html={rendered.html} title={t('preview')} />
          <PlainText>{rendered.text}</PlainText>
          <Text size="sm" fw={500}>
            {t('parts.dm')}
          </Text>
          <PlainText>{rendered.dm}</PlainText>
          {rendered.letter && <PlainText>{rendered.letter.paragraphs.join('\n\n')}</PlainText>}
        </>
      )}
    </Stack>
  );
}

function Acts(props: {
  name: TemplateName;
  sources: Sources;
  number: number;
  isEdited: boolean;
  onReset(): void;
}) {
  const { name, sources, number, isEdited, onReset } = props;
  const { t } = useTranslation('templates');
  const errorText = useErrorText();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const test = useMutation({ mutationFn: () => sendTest(name, sources) });
  const published = useMutation({
    mutationFn: (back: boolean) =>
      publish(name, { note, basedOn: number, ...(back ? {} : { sources }) }),
    onSuccess: async (_, back) => {
      setNote('');
      await client.invalidateQueries({ queryKey: ['templates'] });
      if (back) onReset();
    },
  });
  const error = published.error ?? test.error;
  return (
    <Stack gap="xs" mt="md">
      <Group align="end">
        <TextInput
          label={t('note')}
          value={note}
          onChange={({ target }) => setNote(target.value)}
          maxLength={500}
          className={classes.note ?? ''}
        />
        <Button
          disabled={!note.trim()}
          loading={published.isPending}
          onClick={() => published.mutate(false)}
        >
          {t('publish')}
        </Button>
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          {t('test')}
        </Button>
        {isEdited && (
          <Button variant="subtle" disabled={!note.trim()} onClick={() => published.mutate(true)}>
            {t('reset')}
          </Button>
        )}
      </Group>
      <div role="status">
        {published.data && !error && <Text size="sm">{t('published', published.data)}</Text>}
        {test.data && !error && <Text size="sm">{t('sent', { to: test.data.to })}</Text>}
      </div>
      {error && (
        <Text size="sm" c="red" role="alert">
          {errorText(error)}
        </Text>
      )}
    </Stack>
  );
}

/** The editor of one template. */
export function TemplateEditor({ name }: { name: TemplateName }) {
  const { t } = useTranslation('templates');
  const asked = useQuery(templateQuery(name));
  const [edited, setEdited] = useState<Sources>();
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const { sources: current, state, number, versions } = asked.data;
  const sources = edited ?? current;
  return (
    <>
      {state === 'missing' && (
        <Alert color="yellow" mb="md">
          {t('missing')}
        </Alert>
      )}
      <div className={classes.desk}>
        <div>
          <Fields sources={sources} onChange={setEdited} />
          <Acts
            {...{ name, sources, number }}
            isEdited={state === 'edited'}
            onReset={() => setEdited(undefined)}
          />
          {versions.length > 0 && (
            <Stack gap={4} mt="lg">
              <Text fw={600}>{t('versions')}</Text>
              {versions.map((version) => (
                <Group key={version.number} gap="xs">
                  <Text size="sm">
                    {version.number}. {version.kind === 'default' ? t('reset') : ''} {version.note}
                  </Text>
                  <Text size="sm" c="dimmed" component="span">
                    <When at={version.madeAt} />
                  </Text>
                  {version.sources && (
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      onClick={() => setEdited(version.sources)}
                    >
                      {t('take')}
                    </Button>
                  )}
                </Group>
              ))}
            </Stack>
          )}
        </div>
        <Preview name={name} sources={sources} />
      </div>
    </>
  );
}
