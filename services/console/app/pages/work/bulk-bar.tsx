// What is done with all that is marked: given to somebody, with the result of each.
import { Button, Group, List, Select, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { staffQuery } from '../../api/staff.ts';
import { useErrorText } from '../../ui/states.tsx';
import classes from './work.module.css';
import type { WorkRow } from './work-query.ts';

type Answered = { done: number; results: Result[] };
type Result = { reference: string; done: boolean; problem?: string | undefined };
type Refusal = Result & { subject: string };

const assignAll = async (references: string[], to: string, key: string): Promise<Answered> =>
  // Asked for as JSON, not line by line.
  (await answered(
    api.POST('/api/v1/cases/bulk', {
      params: { header: { 'Idempotency-Key': key } },
      body: { command: 'assign', references, body: { to } },
    }),
  )) as Answered;

function Refused({ results }: { results: Refusal[] }) {
  return (
    <List size="sm" mt="xs">
      {results.map(({ reference, subject, problem }) => (
        <List.Item key={reference}>
          {subject} <span className="rd-reference">{reference}</span> {problem}
        </List.Item>
      ))}
    </List>
  );
}

/** Shown while something is marked. */
export function BulkBar({ marked, onDone }: { marked: WorkRow[]; onDone(): void }) {
  const { t } = useTranslation('work');
  const textOf = useErrorText();
  const session = useSession();
  const { data: staff = [] } = useQuery(staffQuery);
  const [refused, setRefused] = useState<Refusal[]>([]);
  const references = [...new Set(marked.flatMap((row) => row.case?.reference ?? []))];
  const assigning = useMutation({
    mutationFn: (to: string) => assignAll(references, to, crypto.randomUUID()),
    onSuccess: ({ done, results }) => {
      const subjects = new Map(marked.map((row) => [row.case?.reference, row.case?.subject]));
      setRefused(
        results
          .filter((result) => !result.done)
          .map((result) => ({ ...result, subject: subjects.get(result.reference) ?? '' })),
      );
      notifications.show({ message: t('bulk.done', { count: done }) });
      onDone();
    },
    onError: (error) => notifications.show({ color: 'red', message: textOf(error) }),
  });
  if (marked.length === 0 && refused.length === 0) return null;
  return (
    <section className={classes.bulk} aria-label={t('bulk.label')}>
      <Group gap="sm">
        <Text size="sm" fw={500}>
          {t('bulk.marked', { count: references.length })}
        </Text>
        <Button
          size="xs"
          disabled={references.length === 0}
          loading={assigning.isPending}
          onClick={() => assigning.mutate(session.staffId)}
        >
          {t('bulk.take')}
        </Button>
        <Select
          size="xs"
          searchable
          aria-label={t('bulk.assignTo')}
          placeholder={t('bulk.assignTo')}
          disabled={references.length === 0 || assigning.isPending}
          data={staff.map(({ staffId, name }) => ({ value: staffId, label: name }))}
          value={null}
          onChange={(to) => to && assigning.mutate(to)}
        />
      </Group>
      {refused.length > 0 && (
        <div role="alert">
          <Text size="sm" mt="xs">
            {t('bulk.refused', { count: refused.length })}
          </Text>
          <Refused results={refused} />
          <Button size="compact-xs" variant="subtle" onClick={() => setRefused([])}>
            {t('bulk.understood')}
          </Button>
        </div>
      )}
    </section>
  );
}
