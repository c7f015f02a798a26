// What the classifier's page reads by the API.
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';

export type Model = Schema<'ClassifierModel'>;
export type Training = Schema<'ClassifierTraining'>;

const MODELS_SHOWN = 20;
/** While a training runs. */
const PROGRESS_MS = 1_000;

/** Label by label, calibration, what waits. */
export const qualityQuery = queryOptions({
  queryKey: ['classifier', 'quality'],
  queryFn: () => answered(api.GET('/api/v1/classifier/quality')),
});
export type Quality = Awaited<ReturnType<NonNullable<typeof qualityQuery.queryFn>>>;

/** What comes in now against before. */
export const driftQuery = queryOptions({
  queryKey: ['classifier', 'drift'],
  queryFn: () => answered(api.GET('/api/v1/classifier/drift')),
});

/** Models, the newest first. */
export const modelsQuery = queryOptions({
  queryKey: ['classifier', 'models'],
  queryFn: async () =>
    (
      await answered(
        api.GET('/api/v1/classifier/models', { params: { query: { limit: MODELS_SHOWN } } }),
      )
    ).models,
});

/** The last training; asked again while it runs. */
export const trainingQuery = queryOptions({
  queryKey: ['classifier', 'training'],
  queryFn: async () =>
    (await answered(api.GET('/api/v1/classifier/trainings', { params: { query: { limit: 1 } } })))
      .trainings[0] ?? null,
  refetchInterval: ({ state: { data } }) => (data?.state === 'running' ? PROGRESS_MS : false),
});

/** Who may train and choose models. */
export const mayKeep = (role: string): boolean =>
  ['department_manager', 'senior_management', 'admin'].includes(role);
