// The models there are: which is current, choosing another, going back by one press.
import { Button, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { Mark } from '../../ui/marks.tsx';
import { When } from '../../ui/when.tsx';
import classes from './classifier.module.css';
import { type Model, modelsQuery } from './classifier-query.ts';
import { Asked, Part } from './part.tsx';
import { useAct } from './training-part.tsx';

function Row({ model, keeps }: { model: Model; keeps: boolean }) {
  const { t } = useTranslation(['classifier', 'common']);
  const activate = useAct((version: string) =>
    api.POST('/api/v1/classifier/models/{version}/activate', {
      params: { path: { version } },
      body: {},
    }),
  );
  const ask = () =>
    modals.openConfirmModal({
      title: t('models.ask', { version: model.version }),
      children: <Text size="sm">{t('models.askText')}</Text>,
      labels: { confirm: t('models.activate'), cancel: t('common:cancel') },
      closeButtonProps: { 'aria-label': t('common:close') },
      onConfirm: () => activate.mutate(model.version),
    });
  const { comparison } = model;
  return (
    <li className={classes.model}>
      <div>
        <span className="rd-reference">{model.version}</span>{' '}
        {model.current && <Mark tone="good">{t('models.current')}</Mark>}
        <Text size="xs" c="dimmed" component="div">
          {t(`models.origins.${model.origin}`)} · <When at={model.createdAt} /> ·{' '}
          {t('models.texts', { count: model.texts })} ·{' '}
          {t('models.corrections', { count: model.corrections })}
        </Text>
        {comparison && (
          <Text size="xs" c="dimmed">
            {t('models.compared', { ...comparison.examples })}
          </Text>
        )}
      </div>
      {keeps && !model.current && (
        <Button size="compact-sm" variant="default" loading={activate.isPending} onClick={ask}>
          {t('models.activate')}
        </Button>
      )}
    </li>
  );
}

/** The part. */
export function ModelsPart({ keeps }: { keeps: boolean }) {
  const { t } = useTranslation('classifier');
  const asked = useQuery(modelsQuery);
  const back = useAct(() => api.POST('/api/v1/classifier/rollback', { body: {} }));
  return (
    <Part title={t('models.title')}>
      <Asked asked={asked}>
        {(models) => (
          <>
            <ul className={classes.models}>
              {models.map((model) => (
                <Row key={model.version} model={model} keeps={keeps} />
              ))}
            </ul>
            {models.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('models.none')}
              </Text>
            )}
            {keeps && models.length > 1 && (
              <Group mt="sm" gap="sm">
                <Button
                  size="compact-sm"
                  variant="light"
                  loading={back.isPending}
                  onClick={() => back.mutate(undefined)}
                >
                  {t('models.back')}
                </Button>
                <Text size="xs" c="dimmed" flex={1}>
                  {t('models.backText')}
                </Text>
              </Group>
            )}
          </>
        )}
      </Asked>
    </Part>
  );
}
