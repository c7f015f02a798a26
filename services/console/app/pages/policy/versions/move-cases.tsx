// Open cases keep the version that they came under. Here they are moved to the one in force, on purpose: how many, what changes for
// them, why; then some at a time, with what was moved so far.
import { Alert, Button, Group, Progress, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CaseLink } from '../../../ui/facts.tsx';
import { useErrorText } from '../../../ui/states.tsx';
import classes from '../policy.module.css';
import { moveSome } from '../policy-query.ts';
import { Difference } from './compare.tsx';
import type { Version } from './version.ts';

type Moved = { moved: number; refused: { reference: string; reason: string }[] };
const NONE: Moved = { moved: 0, refused: [] };

/** Moves all of them, page after page; what was moved stays moved when it is stopped. */
function useMoving(to: number) {
  const client = useQueryClient();
  const [sofar, setSofar] = useState(NONE);
  const stopped = useRef(false);
  const act = useMutation({
    mutationFn: async (reason: string) => {
      stopped.current = false;
      let all = NONE;
      let after: string | undefined;
      do {
        const answer = await moveSome(to, { reason, ...(after ? { after } : {}) });
        all = {
          moved: all.moved + answer.moved,
          refused: [...all.refused, ...answer.refused],
        };
        setSofar(all);
        after = answer.next;
      } while (after && !stopped.current);
      return all;
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['policy', 'versions'] }),
  });
  return { act, sofar, stop: () => (stopped.current = true) };
}

function Preview({ others, to }: { others: readonly Version[]; to: number }) {
  const { t } = useTranslation('policy');
  return others.map(({ number, note, openCases }) => (
    <details key={number} className={classes.section} open={others.length === 1}>
      <summary>{t('move.of', { count: openCases, number, note })}</summary>
      <div>
        <Difference from={number} to={to} />
      </div>
    </details>
  ));
}

/** The part of the page, for supervisors and above. */
export function MoveCases({ versions, to }: { versions: readonly Version[]; to: number }) {
  const { t } = useTranslation('policy');
  const errorText = useErrorText();
  const [reason, setReason] = useState('');
  const { act, sofar, stop } = useMoving(to);
  const others = versions.filter(({ number, openCases }) => number !== to && openCases > 0);
  const count = others.reduce((sum, { openCases }) => sum + openCases, 0);
  const total = Math.max(count, sofar.moved + sofar.refused.length, 1);
  return (
    <section>
      <Title order={2}>{t('move.title')}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {count === 0 && !act.data ? t('move.none', { number: to }) : t('move.text', { count })}
      </Text>
      <Stack gap="sm" maw={640}>
        <Preview {...{ others, to }} />
        {count > 0 && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (reason.trim()) act.mutate(reason.trim());
            }}
          >
            <Group align="end" gap="sm">
              <TextInput
                className={classes.note ?? ''}
                label={t('move.reason')}
                value={reason}
                maxLength={500}
                onChange={({ currentTarget }) => setReason(currentTarget.value)}
              />
              <Button type="submit" disabled={!reason.trim()} loading={act.isPending}>
                {t('move.do', { count, number: to })}
              </Button>
              {act.isPending && (
                <Button variant="default" onClick={stop}>
                  {t('move.stop')}
                </Button>
              )}
            </Group>
          </form>
        )}
        {act.isPending && (
          <Progress
            value={((sofar.moved + sofar.refused.length) / total) * 100}
            aria-label={t('move.title')}
          />
        )}
        <div role="status">
          {(act.isPending || act.data) && (
            <Text size="sm">{t('move.done', { count: sofar.moved, number: to })}</Text>
          )}
        </div>
        {sofar.refused.length > 0 && (
          <Alert color="yellow" title={t('move.refused', { count: sofar.refused.length })}>
            {sofar.refused.map((each) => (
              <Text size="sm" key={each.reference}>
                <CaseLink reference={each.reference} /> {each.reason}
              </Text>
            ))}
          </Alert>
        )}
        {act.error && (
          <Text size="sm" c="red" role="alert">
            {errorText(act.error)}
          </Text>
        )}
      </Stack>
    </section>
  );
}
