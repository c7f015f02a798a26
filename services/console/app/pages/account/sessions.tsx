// Where one is signed in.
import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { Mark } from '../../ui/marks.tsx';
import { Line, Section } from '../../ui/section.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { ownSessionsQuery } from './account-query.ts';

const browsers = ['Firefox', 'Edg', 'OPR', 'Chrome', 'Safari'];
const systems = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'];
const nicer: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS': 'macOS' };

/** A browser and its system, as far as they say; the first word that fits. */
function deviceOf(userAgent: string): string {
  const found = [browsers, systems].flatMap(
    (words) => words.find((word) => userAgent.includes(word)) ?? [],
  );
  return found.map((word) => nicer[word] ?? word).join(', ') || userAgent.slice(0, 60) || '–';
}

/** The part of the account about sessions. */
export function Sessions() {
  const { t } = useTranslation('account');
  const queries = useQueryClient();
  const asked = useQuery(ownSessionsQuery);
  const ending = useMutation({
    mutationFn: async (sessionId: string | undefined) => {
      if (sessionId === undefined) await api.DELETE('/api/v1/account/sessions');
      else
        await api.DELETE('/api/v1/account/sessions/{sessionId}', {
          params: { path: { sessionId } },
        });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['account', 'sessions'] }),
  });
  return (
    <Section title={t('sessions.title')} text={t('sessions.text')}>
      {asked.isPending && <Loading rows={2} />}
      {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data?.map((session) => (
        <Line
          key={session.sessionId}
          end={
            session.current ? (
              <Mark tone="good">{t('sessions.here')}</Mark>
            ) : (
              <Button
                size="xs"
                variant="subtle"
                color="red"
                onClick={() => ending.mutate(session.sessionId)}
              >
                {t('sessions.end')}
              </Button>
            )
          }
        >
          <Text size="sm" fw={500}>
            {deviceOf(session.userAgent)}
          </Text>
          <Text size="xs" c="dimmed" component="div">
            {session.address && `${session.address} · `}
            {t('sessions.seen')} <When at={session.lastSeenAt} />
          </Text>
        </Line>
      ))}
      {(asked.data?.length ?? 0) > 1 && (
        <Group>
          <Button variant="default" onClick={() => ending.mutate(undefined)}>
            {t('sessions.endOthers')}
          </Button>
        </Group>
      )}
    </Section>
  );
}
