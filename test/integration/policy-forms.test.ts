// What the forms of the policy ask the API: the fields there are, places with holidays, when promises would be due (R10, R20, R32).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

type Fields = {
  properties: Record<string, { properties?: Record<string, { description?: string }> }>;
};

test('R32 every field of a policy is told with its words, and with what holds where nothing is written', async () => {
  const { status, body } = await rig.api('adam').get('/api/v1/policy/schema');
  expect(status).toBe(200);
  const { schema, defaults } = body as unknown as { schema: Fields; defaults: object };
  expect(schema.properties.acknowledgement?.properties?.withinHours?.description).toMatch(/hours/);
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(defaults)));
});

test('R20 countries, states and regions with known holidays are listed by name', async () => {
  const places = async (query: string) => {
    const { body } = await rig.api('adam').get(`/api/v1/policy/holiday-places?${query}`);
    return (body as { places: { code: string; name: string }[] }).places;
  };
  expect(await places('language=de')).toContainEqual({ code: 'DE', name: 'Deutschland' });
  expect(await places('country=DE&language=de')).toContainEqual({ code: 'BY', name: 'Bayern' });
  expect((await places('country=DE&state=BY')).map(({ code }) => code)).toContain('EVANG');
  expect(await places('country=QQ')).toEqual([]);
});

test('R10 R32 what comes on Friday at 16:50 is due as the draft says: by the clock, or in opening hours', async () => {
  const due = async (yaml: string, more: object = {}) => {
    const asked = { yaml, receivedAt: '2026-11-27T16:50', kind: 'complaint', ...more };
    return rig.api('adam').post('/api/v1/policy/due-times', asked);
  };
  const clock = await due('acknowledgement: { withinHours: 4 }');
  expect(clock.body).toMatchObject({
    timeZone: 'Europe/Berlin',
    receivedAt: '2026-11-27T15:50:00.000Z',
    acknowledgeBy: '2026-11-27T19:50:00.000Z',
  });
  const open = await due('acknowledgement: { withinHours: 4, hours: business }');
  // Ten minutes of Friday, the rest on Monday from 9:00 in Berlin.
  expect(open.body).toMatchObject({ acknowledgeBy: '2026-11-30T11:50:00.000Z' });
  const critical = await due(
    'acknowledgement: { withinHours: 4, exceptions: [{ severities: [critical], withinHours: 1 }] }',
    { severity: 'critical' },
  );
  expect(critical.body).toMatchObject({ acknowledgeBy: '2026-11-27T16:50:00.000Z' });
  expect((await due('acknowledgement: { withinHours: -1 }')).body).toEqual({ valid: false });
  // The hour that spring leaves out.
  const never = await due('timeZone: Europe/Berlin', { receivedAt: '2027-03-28T02:30' });
  expect([never.status, never.body.code]).toEqual([200, undefined]);
  const noDay = await due('currency: EUR', { receivedAt: '2027-02-31T02:30' });
  expect(noDay).toMatchObject({ status: 400, body: { code: 'no_such_time' } });
});
