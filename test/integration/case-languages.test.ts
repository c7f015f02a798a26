// What the API tells of a case in which language: letters in the customer's as a person corrected it, tasks in every reader's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

test('R15 R03 the language of a case is corrected, and the letter after it is in the new one', async () => {
  const { reference, caseId } = await rig.say();
  const sara = rig.api('sara');
  await sara.command(reference, 'correct', { language: 'fr', reason: 'they write French' });
  await sara.command(reference, 'send-update', { text: 'Encore un peu de patience.' });
  const { body } = await sara.get(`/api/v1/cases/${reference}`);
  expect(body).toMatchObject({ language: 'fr', writing: { language: 'fr' } });
  const letters = await rig.query<{ locale: string }>(
    `select data ->> 'locale' as locale from cases.case_timeline
     where case_id = $1 and type = 'message.requested' and data ->> 'purpose' = 'update'`,
    [caseId],
  );
  expect(letters).toEqual([{ locale: 'fr' }]);
  const listed = await sara.get('/api/v1/cases?language=fr');
  expect(listed.body.cases).toMatchObject([{ reference }]);
});

test('a task is told in every language, and who may say that it is done', async () => {
  const { reference } = await rig.say({ text: 'Nobody answers the phone at all.' });
  await rig.api('fred').command(reference, 'take-over', {});
  await rig.api('fred').command(reference, 'mark-agitated', { reason: 'shouted' });
  const tasksFor = async (name: string) =>
    (await rig.api(name).get(`/api/v1/cases/${reference}`)).body.tasks as {
      kind: string;
      taskId: string;
      title: string;
      titles: Record<string, string>;
      mayFinish: boolean;
    }[];
  const upset = async (name: string) =>
    (await tasksFor(name)).find(({ kind }) => kind === 'agitated_customer');
  const task = await upset('fred');
  expect(task?.titles).toMatchObject({
    en: 'Very upset customer: take over the conversation',
    de: expect.stringContaining('Kunde'),
  });
  expect(task?.title).toBe(task?.titles.en);
  const told = await Promise.all(['fred', 'dora', 'audrey'].map(upset));
  expect(told.map((each) => each?.mayFinish)).toEqual([false, true, false]);
  const done = `/api/v1/tasks/${task?.taskId}/done`;
  for (const name of ['fred', 'audrey'])
    expect([name, (await rig.api(name).post(done, {})).status]).toEqual([name, 403]);
  expect((await rig.api('dora').post(done, {})).status).toBe(200);
  // What ends by doing it is offered to nobody.
  const promised = (await tasksFor('dora')).find(({ kind }) => kind === 'resolve');
  expect(promised?.mayFinish).toBe(false);
});
