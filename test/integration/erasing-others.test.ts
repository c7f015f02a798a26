// Whose data is given out and erased when addresses, numbers and what was typed are alike (R71), on a real PostgreSQL.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';
import { closedCase } from './retention-rig.ts';

let rig: ApiRig;
beforeEach(async () => {
  rig = await createApiRig();
});
afterEach(() => rig.close());

type Seen = { reference: string; version: number; isTheirs: boolean };
const look = async (customer: string): Promise<Seen[]> =>
  (await rig.api('adam').post('/api/v1/erasures/preview', { customer })).body.cases as Seen[];
const give = async (customer: string): Promise<string> => {
  const ask = { subject: { customer }, reason: 'asked for' };
  return JSON.stringify((await rig.api('adam').post('/api/v1/exports', ask)).body);
};

test('R71 S15 an order number, a handle or an address that only looks alike brings nobody’s data into the file of another', async () => {
  const own = await rig.say({ sender: { email: 'ann@customer.test' }, text: 'Mine own words' });
  const strangers = [
    { sender: { email: 'eve@customer.test' }, orderNumber: 'ann@customer.test' },
    { sender: { email: 'zoe@customer.test', handle: 'ann@customer.test' } },
    { sender: { email: 'änn@customer.test' } },
  ];
  for (const [index, said] of strangers.entries())
    await rig.say({ ...said, subject: `Another ${index}`, text: `Secret of a stranger ${index}` });
  expect(await look('ann@customer.test')).toMatchObject([
    { reference: own.reference, isTheirs: true },
  ]);
  const file = await give('ann@customer.test');
  expect(file).toContain('Mine own words');
  expect(file).not.toContain('Secret of a stranger');
  for (const odd of ["'", '\\', "' | 'x", '()', ':', '%', '+'])
    expect([odd, await look(odd)]).toEqual([odd, []]);
});

test('R71 of a number that two share, the case of the other is shown to who decides, and stays out of the file', async () => {
  const ben = { email: 'ben@customer.test', phone: '+49 30 1234567' };
  const other = await rig.say({ sender: ben, subject: 'Other', text: 'Secret of ben' });
  const carl = await rig.say({ sender: { phone: '+49301234567' }, text: 'Words of carl' });
  for (const typed of ['+49301234567', '+49 30 123 45 67']) {
    const seen = (await look(typed)).map(({ reference, isTheirs }) => [reference, isTheirs]);
    expect(new Map(seen as [string, boolean][])).toEqual(
      new Map([
        [carl.reference, true],
        [other.reference, false],
      ]),
    );
    const file = await give(typed);
    expect(file).toContain('Words of carl');
    expect(file).not.toContain('Secret of ben');
    expect(file).not.toContain(other.reference);
  }
});

test('R71 S40 an erasure that is sent again, or by two at once, is done once and says so', async () => {
  const { reference } = await closedCase(rig, 'nothing', {
    sender: { email: 'ann@customer.test' },
  });
  const [seen] = await look('ann@customer.test');
  const order = { cases: [{ reference, version: seen?.version }], reason: 'she asked for it' };
  const answers = await Promise.all(
    [1, 2, 3].map(() => rig.api('adam').post('/api/v1/erasures', order)),
  );
  answers.push(await rig.api('adam').post('/api/v1/erasures', order));
  const erased = answers.flatMap(({ body }) => body.erased as unknown[]);
  const kept = answers.flatMap(({ body }) => body.kept as unknown[]);
  expect(erased).toHaveLength(1);
  expect(kept).toEqual([1, 2, 3].map(() => ({ reference, because: 'erased_before' })));
  expect(await rig.query('select 1 from cases.erasures')).toHaveLength(1);
});

test('S20 R71 words of more than a file takes are refused before they are read, and said so', async () => {
  await rig.say({ sender: { email: 'long@customer.test' }, text: 'Long' });
  await rig.query(
    `update intake.items set received = jsonb_set(received, '{text}', to_jsonb(repeat('x', 34000000)))
     where received ->> 'text' = 'Long'`,
  );
  const ask = { subject: { customer: 'long@customer.test' }, reason: 'asked for' };
  const { status, body } = await rig.api('adam').post('/api/v1/exports', ask);
  expect([status, body.code]).toEqual([409, 'too_much']);
});
