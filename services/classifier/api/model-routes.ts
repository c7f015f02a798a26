// The routes of models and trainings: what there is, which is current, train, cancel, choose, go back.
import { z } from 'zod';
import { limitParameter, type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { activateModel, rollBackModel } from '../learning/choose-model.ts';
import {
  currentVersion,
  listActivations,
  listModels,
  type ModelRow,
} from '../learning/model-store.ts';
import { startTraining } from '../learning/train.ts';
import { askToCancel, findTraining, listTrainings } from '../learning/training-store.ts';
import { activationSchema, chosenSchema, modelSchema, trainingSchema } from './answers.ts';
import { type ClassifierShell, modelKeepers } from './shell.ts';

const route = routeFor<ClassifierShell>();
const tag = 'classifier';

const modelView = (current: string | undefined) => (model: ModelRow) => ({
  ...model,
  current: model.version === current,
});

const reason = z.string().trim().max(500).optional().describe('why; recorded');
const versionParameter = z
  .string()
  .regex(/^[0-9a-f]{12}$/, 'expected a version like "3f29ab00c1d2"')
  .describe('the version of a model');

const readingRoutes: Route<ClassifierShell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/classifier/models',
      operationId: 'listClassifierModels',
      summary: 'List the learnt models, the newest first',
      tag,
      who: 'staff',
      query: z.strictObject({ limit: limitParameter }),
      answers: {
        200: { description: 'Models.', schema: z.object({ models: z.array(modelSchema) }) },
      },
    },
    async ({ db }, { query: { limit } }) => {
      const [models, current] = await Promise.all([
        listModels(db.query, limit),
        currentVersion(db.query),
      ]);
      return { json: { models: models.map(modelView(current)) } };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/classifier/activations',
      operationId: 'listClassifierActivations',
      summary: 'List how models became current, the last first',
      tag,
      who: 'staff',
      query: z.strictObject({ limit: limitParameter }),
      answers: {
        200: {
          description: 'Activations.',
          schema: z.object({ activations: z.array(activationSchema) }),
        },
      },
    },
    async ({ db }, { query: { limit } }) => ({
      json: { activations: await listActivations(db.query, limit) },
    }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/classifier/trainings',
      operationId: 'listClassifierTrainings',
      summary: 'List the trainings, the last first',
      tag,
      who: 'staff',
      query: z.strictObject({ limit: limitParameter }),
      answers: {
        200: {
          description: 'Trainings.',
          schema: z.object({ trainings: z.array(trainingSchema) }),
        },
      },
    },
    async ({ db }, { query: { limit } }) => ({
      json: { trainings: await listTrainings(db.query, limit) },
    }),
  ),
];

const choosingRoutes: Route<ClassifierShell>[] = [
  route(
    {
      method: 'post',
      path: '/api/v1/classifier/train',
      operationId: 'trainClassifier',
      summary: 'Start a training',
      description:
        'It runs in a thread of its own; its model takes over only if it is better on what is held back, by the margin of the policy.',
      tag,
      who: modelKeepers,
      body: z.strictObject({}),
      answers: { 202: { description: 'The training that was started.', schema: trainingSchema } },
      problems: [409],
    },
    async (shell, { staff }) => {
      const { trainingId } = await startTraining(shell, `staff:${staff.staffId}`);
      return { status: 202, json: await findTraining(shell.db.query, trainingId) };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/classifier/cancel',
      operationId: 'cancelClassifierTraining',
      summary: 'Ask the running training to stop, in whichever process it runs',
      tag,
      who: modelKeepers,
      body: z.strictObject({}),
      answers: { 202: { description: 'It was asked.', schema: trainingSchema } },
      problems: [409],
    },
    async ({ db }) => {
      const trainingId = await askToCancel(db.query);
      if (!trainingId) throw new RequestError(409, 'no_training_runs', 'No training runs.');
      return { status: 202, json: await findTraining(db.query, trainingId) };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/classifier/models/{version}/activate',
      operationId: 'activateClassifierModel',
      summary: 'Make a model the current one',
      tag,
      who: modelKeepers,
      params: z.strictObject({ version: versionParameter }),
      body: z.strictObject({ reason }),
      answers: { 200: { description: 'What is current.', schema: chosenSchema } },
      problems: [404],
    },
    async ({ db }, { params, body, staff }) => ({
      json: await activateModel(db, params.version, {
        byWhom: `staff:${staff.staffId}`,
        reason: body.reason,
      }),
    }),
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/classifier/rollback',
      operationId: 'rollBackClassifier',
      summary: 'Go back to the model that the current one replaced',
      description: 'Until a person activates another model, trainings do not take over.',
      tag,
      who: modelKeepers,
      body: z.strictObject({ reason }),
      answers: { 200: { description: 'What is current.', schema: chosenSchema } },
      problems: [409],
    },
    async ({ db }, { body, staff }) => ({
      json: await rollBackModel(db, { byWhom: `staff:${staff.staffId}`, reason: body.reason }),
    }),
  ),
];

/** Routes of models and trainings. */
export const modelRoutes: Route<ClassifierShell>[] = [...readingRoutes, ...choosingRoutes];
