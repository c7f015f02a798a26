// Training: what waits to be learnt, starting, progress, cancelling, and how the last one ended.
import { Button, Group, Progress, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useErrorText } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { qualityQuery, type Training, trainingQuery } from './classifier-query.ts';
import { Asked, Part } from './part.tsx';

/** Something done to the classifier: what does not work is said, all is read again. */
export function useAct<T>(act: (given: T) => Promise<unknown>) {
  const { t } = useTranslation('common');
  const queries = useQueryClient();
  const textOf = useErrorText();
  return useMutation({
    mutationFn: act,
    onError: (error) =>
      notifications.show({
        color: 'red',
        title: t('errors.notDone'),
        message: textOf(error),
        closeButtonProps: { 'aria-label': t('close') },
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['classifier'] }),
  });
}

function Running({ training, keeps }: { training: Training; keeps: boolean }) {
  const { t, i18n } = useTranslation(['classifier', 'common']);
  const cancel = useAct(() => api.POST('/api/v1/classifier/cancel', { body: {} }));
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' });
  return (
    <Group gap="sm" wrap="nowrap">
      <Progress
        flex={1}
        value={training.progress * 100}
        aria-label={t('training.progress')}
        size="md"
      />
      <Text size="sm" className="rd-number">
        {percent.format(training.progress)}
      </Text>
      {keeps && (
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate(undefined)}
        >
          {t('common:cancel')}
        </Button>
      )}
    </Group>
  );
}

function Ended({ training }: { training: Training }) {
  const { t } = useTranslation('classifier');
  return (
    <Text size="sm" c="dimmed" component="div">
      {t(`training.states.${training.tookOver ? 'took_over' : training.state}`)}{' '}
      {training.finishedAt && <When at={training.finishedAt} />}
      {training.reason && <div>{training.reason}</div>}
    </Text>
  );
}

/** The part. */
export function TrainingPart({ keeps }: { keeps: boolean }) {
  const { t } = useTranslation('classifier');
  const queries = useQueryClient();
  const quality = useQuery(qualityQuery);
  const asked = useQuery(trainingQuery);
  const train = useAct(() => api.POST('/api/v1/classifier/train', { body: {} }));
  const state = asked.data?.state;
  // Models and what waits are others once a training has ended.
  useEffect(() => {
    if (state === undefined || state === 'running') return;
    for (const of of ['models', 'quality'])
      void queries.invalidateQueries({ queryKey: ['classifier', of] });
  }, [state, queries]);
  return (
    <Part title={t('training.title')}>
      <Group justify="space-between" mb="xs">
        <Text size="sm">
          {quality.data && t('training.waiting', { count: quality.data.waiting })}
        </Text>
        {keeps && state !== 'running' && (
          <Button
            size="compact-sm"
            loading={train.isPending}
            onClick={() => train.mutate(undefined)}
          >
            {t('training.start')}
          </Button>
        )}
      </Group>
      <Asked asked={asked}>
        {(training) => {
          if (!training)
            return (
              <Text size="sm" c="dimmed">
                {t('training.none')}
              </Text>
            );
          return training.state === 'running' ? (
            <Running training={training} keeps={keeps} />
          ) : (
            <Ended training={training} />
          );
        }}
      </Asked>
    </Part>
  );
}
