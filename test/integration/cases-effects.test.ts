// Looking before doing, over the staff API on a real PostgreSQL: it tells what the command then does, and writes nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandBodies } from '../harness/command-bodies.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const look = async (by: string, reference: string, command: string, body: unknown = {}) => {
  const path = `/api/v1/cases/${reference}/effects`;
  const answer = await rig.api(by).post(path, { command, body });
  expect(answer.status).toBe(200);
  return answer.body as {
    possible: boolean;
    missing: string[];
    problem?: string;
    code?: string;
    fields?: Record<string, string>;
    effects: { entries: string[]; told: unknown[]; moves: unknown[]; opens: { kind: string }[] };
    remedy: {
      approval: string;
      atOnce: boolean;
      capsLeft: { cap: string; cents: number }[];
      warnings: { kind: string }[];
    };
  };
};

test('R35 R37 the level, and what the caps have left, are shown before anything is proposed', async () => {
  const { reference } = await rig.say(
    { sender: { email: 'caps@effects.test' } },
    { severity: 'minor' },
  );
  const discount = (amount: string) => ({ option: 'discount', amount, reason: 'late' });
  const small = await look('fred', reference, 'propose-remedy', discount('20'));
  expect(small.remedy).toMatchObject({ approval: 'frontline', atOnce: true });
  const left = Object.fromEntries(small.remedy.capsLeft.map(({ cap, cents }) => [cap, cents]));
  expect(left.case).toBe(2500);
  await rig.api('fred').command(reference, 'propose-remedy', discount('20'));
  const above = await look('fred', reference, 'propose-remedy', discount('6'));
  expect(above.remedy).toMatchObject({ approval: 'supervisor', atOnce: false });
  expect(above.remedy.capsLeft.find(({ cap }) => cap === 'case')?.cents).toBe(500);
  expect(above.remedy.warnings.map(({ kind }) => kind)).toContain('above_caps');
  expect(above.effects.opens.map(({ kind }) => kind)).toEqual(['approve_remedy']);
  const wrong = await look('fred', reference, 'propose-remedy', discount('26'));
  expect(wrong).toMatchObject({ possible: false, code: 'invalid' });
  expect(wrong.fields).toHaveProperty('amount');
});

test('R21 R24 resolving is told all that the case still lacks', async () => {
  const { reference } = await rig.say({ sender: { email: 'gate@effects.test' } });
  await rig.api('fred').command(reference, 'take-over');
  const resolve = { outcome: 'upheld', summary: 'You were right.' };
  const gate = await look('fred', reference, 'resolve', resolve);
  expect(gate).toMatchObject({ possible: false, missing: ['root_cause', 'action_or_reason'] });
  const cause = { cause: 'carrier_delay', text: 'the carrier' };
  await rig.api('fred').command(reference, 'root-cause', cause);
  const body = { ...resolve, whyNoAction: 'a single slip' };
  const open = await look('fred', reference, 'resolve', body);
  expect(open).toMatchObject({ possible: true, missing: [] });
  expect(open.effects.told).toContainEqual({ party: 'customer', via: 'email', purpose: 'closing' });
});

test('looking at what each command writes nothing, and says what the command then writes', async () => {
  const { reference, caseId } = await rig.say({ sender: { email: 'all@effects.test' } });
  await rig.api('fred').command(reference, 'take-over');
  const rows = () =>
    rig.query<{ many: string }>(
      `select (select count(*) from cases.case_timeline where case_id = $1) || '/' ||
         (select count(*) from cases.tasks where case_id = $1) || '/' || (select count(*) from bus.events) as many`,
      [caseId],
    );
  const before = await rows();
  for (const [command, body] of Object.entries(commandBodies))
    for (const by of ['fred', 'dora']) await look(by, reference, command, body);
  expect(await rows()).toEqual(before);
  const told = await look('fred', reference, 'escalate', { reason: 'stuck' });
  const { body } = await rig.api('fred').command(reference, 'escalate', { reason: 'stuck' });
  const written = body.entries as { type: string }[];
  expect(told.effects.entries).toEqual(written.map(({ type }) => type));
});

test('R72 S25 looking is for those who act, on record, and says who may not', async () => {
  const { reference } = await rig.say({ sender: { email: 'who@effects.test' } });
  const path = `/api/v1/cases/${reference}/effects`;
  for (const name of ['adam', 'audrey'])
    expect((await rig.api(name).post(path, { command: 'note', body: { text: 'x' } })).status).toBe(
      403,
    );
  const refused = await look('fred', reference, 'lift-suspension', { reason: 'x' });
  expect(refused).toMatchObject({ possible: false, code: 'role_too_low' });
  const { body } = await rig.api('audrey').get(`/api/v1/cases/${reference}/reads`);
  expect(body.reads).toContainEqual(expect.objectContaining({ staffId: 'fred', part: 'effects' }));
  const none = await rig.api('fred').post(path, { command: 'erase', body: {} });
  expect(none.status).toBe(400);
  const wrong = await rig.api('fred').post(path, { command: 'note', body: { texxt: 'x' } });
  expect(wrong.status).toBe(400);
});

test('R21 the words of the policy are given in a language, of the version that a case follows', async () => {
  const { body } = await rig.api('fred').get('/api/v1/policy/labels?locale=fr');
  const causes = body.rootCauses as { key: string; children: { key: string; label: string }[] }[];
  const process = causes.find(({ key }) => key === 'people')?.children;
  expect(process?.find(({ key }) => key === 'human_error')?.label).toBe('Erreur humaine');
  const { policyVersion } = await rig.say({ sender: { email: 'words@effects.test' } });
  const same = await rig.api('fred').get(`/api/v1/policy/labels?version=${policyVersion}`);
  expect(same.body.version).toBe(body.version);
  const unknown = await rig.api('fred').get('/api/v1/policy/labels?version=none');
  expect(unknown.status).toBe(404);
  const proto = await rig.api('fred').get('/api/v1/policy/labels?locale=__proto__');
  expect(proto.status).toBe(400);
});
