// The policy over the API and on the command line: showing, checking, publishing, comparing, moving open cases (R32, R73).
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type CliInstance, terminalText } from '#shared/cli.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { addPolicyCommands } from '../../services/cases/cli/policy-commands.ts';
import { applyConfigured } from '../../services/cases/policy/publish.ts';
import { testLog } from '../harness/postgres.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
const folder = mkdtempSync(join(tmpdir(), 'policy-'));
beforeAll(async () => {
  rig = await createApiRig();
  await rig.database.db.transaction((tx) =>
    applyConfigured(tx, { own: {}, policy: loadPolicy(), now: rig.clock.now() }),
  );
});
afterAll(() => rig.close());

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

/** Runs a command of the command line; gives what it prints. */
async function run(...words: string[]): Promise<string> {
  const printed: string[] = [];
  const { db, clock, signer, publicUrl } = rig.shell;
  const json = words[0] === '--json';
  const instance: CliInstance = {
    ...{ db, clock, signer, publicUrl, policy: loadPolicy(), log: testLog, json },
    mailFrom: { name: 'Care', address: 'care@redress.test' },
    settings: { cases: {} },
    print: (value, text) => printed.push(json ? JSON.stringify(value) : terminalText(text)),
  };
  const program = new Command('redress')
    .option('--json')
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  addPolicyCommands(program, (action) => action(instance));
  await program.parseAsync(words, { from: 'user' });
  return printed.join('\n');
}
const policy = (...words: string[]) => run('policy', ...words);

describe('over the API', () => {
  test('R73 all staff see the policy in force, and whom to ask about it', async () => {
    const { status, body } = await rig.api('fred').get('/api/v1/policy');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      number: 1,
      origin: 'config',
      publishedBy: 'config',
      values: { contactPerson: loadPolicy().contactPerson },
    });
  });

  test('R32 only an admin publishes, and the note and the person stand in the list', async () => {
    const wanted = { yaml: 'currency: CHF # ours', note: 'new currency', basedOn: 1 };
    const path = '/api/v1/policy/versions';
    for (const name of ['fred', 'sara', 'dora', 'max', 'audrey'])
      expect([name, (await rig.api(name).post(path, wanted)).status]).toEqual([name, 403]);
    const published = await rig.api('adam').post(path, wanted);
    expect(published).toMatchObject({ status: 201, body: { number: 2, isNew: true } });
    const again = await rig.api('adam').post(path, { ...wanted, basedOn: 2 });
    expect(again).toMatchObject({ status: 200, body: { number: 2, isNew: false } });
    expect(await rig.api('adam').post(path, { ...wanted, yaml: 'currency: SEK' })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile' },
    });
    const { body } = await rig.api('fred').get(path);
    expect(body).toMatchObject({
      versions: [
        { number: 2, publishedBy: 'staff:adam', note: 'new currency', origin: 'person' },
        { number: 1 },
      ],
    });
    const changes = await rig.api('fred').get(`${path}/2/changes`);
    expect(changes.body).toEqual({ changes: [{ field: 'currency', from: 'EUR', to: 'CHF' }] });
    expect((await rig.api('fred').get(`${path}/77`)).status).toBe(404);
    expect((await rig.api('fred').get(`${path}/x`)).status).toBe(400);
  });

  test('R32 a check names each fault by its line, or tells what would change', async () => {
    const check = (yaml: string) => rig.api('fred').post('/api/v1/policy/check', { yaml });
    expect((await check('currency: CHF\nsurveys:\n  lowShare: 4\n')).body).toMatchObject({
      valid: false,
      faults: [{ line: 3, field: 'surveys.lowShare' }],
    });
    expect((await check('currency: SEK')).body).toEqual({
      valid: true,
      against: 2,
      changes: [{ field: 'currency', from: 'CHF', to: 'SEK' }],
    });
    const wrong = { yaml: 'a: 1\nb: 2\n', note: 'x' };
    const refused = await rig.api('adam').post('/api/v1/policy/versions', wrong);
    expect(refused).toMatchObject({ status: 422, body: { code: 'policy_invalid' } });
    expect(JSON.stringify(refused.body)).toContain('line 2: b: there is no such field');
    const unknown = await rig.api('adam').post('/api/v1/policy/versions', { ...wrong, force: 1 });
    expect(unknown.status).toBe(400);
  });
});

describe('on the command line', () => {
  test('R32 a file is checked without an instance, its faults by line', async () => {
    const broken = file('broken.yaml', 'currency: CHF\nescalation:\n  - level: 9\n');
    await expect(policy('check', broken)).rejects.toThrow(/broken\.yaml is no policy:\nline 3: /);
    await expect(policy('check', join(folder, 'none.yaml'))).rejects.toThrow(/cannot be read/);
  });

  test('R32 import shows what it changes, publishes it, and says so when nothing changed', async () => {
    const path = file('slow.yaml', '# slower\nresolution: { withinHours: 96 }\n');
    const changes = '~ currency: CHF → EUR\n~ resolution.withinHours: 72 → 96';
    expect(await policy('import', path, '--as', 'adam@staff.test', '--dry-run')).toBe(changes);
    expect((await rig.api('fred').get('/api/v1/policy')).body).toMatchObject({ number: 2 });
    const imported = await policy('import', path, '--as', 'adam@staff.test', '--note', 'slower');
    expect(imported).toBe(`version 3 is in force for new cases\n${changes}`);
    expect(await policy('import', path, '--as', 'adam@staff.test')).toBe(
      'version 3 is in force and says the same',
    );
    await expect(policy('import', path, '--as', 'sara@staff.test')).rejects.toThrow(/role admin/);
    const based = ['--based-on', '1'];
    await expect(
      policy('import', file('b.yaml', 'currency: NOK'), '--as', 'adam@staff.test', ...based),
    ).rejects.toThrow(/Version 3 is in force/);
  });

  test('R32 what is exported can be imported: as it was written, or all values', async () => {
    expect(await policy('export')).toBe('# slower\nresolution: { withinHours: 96 }');
    expect(await policy('export', '--version', '2')).toBe('currency: CHF # ours');
    const full = await policy('export', '--full');
    expect(parse(full)).toMatchObject({ currency: 'EUR', resolution: { withinHours: 96 } });
    const path = file('full.yaml', full);
    expect(await policy('diff', path, '3')).toBe('no differences');
    expect(await policy('import', path, '--as', 'adam@staff.test')).toBe(
      'version 3 is in force and says the same',
    );
  });

  test('R32 versions, files and the defaults are compared by field, for programs too', async () => {
    expect(await policy('diff', 'default', '2')).toBe('~ currency: EUR → CHF');
    expect(JSON.parse(await run('--json', 'policy', 'diff', '1', '2'))).toEqual({
      changes: [{ field: 'currency', from: 'EUR', to: 'CHF' }],
    });
    await expect(policy('diff', '1', '99')).rejects.toThrow(/no version 99/);
    expect(await policy('list')).toMatch(/^version +published .*\n3 .*staff:adam .*slower\n2 /);
  });

  test('R32 open cases are moved all at once, each on record; a repeat moves none, closed ones stay', async () => {
    const cases = [await rig.say(), await rig.say(), await rig.say()];
    const closed = await rig.say();
    await rig.query("update cases.cases set status = 'closed' where reference = $1", [
      closed.reference,
    ]);
    const next = file('next.yaml', 'resolution: { withinHours: 24 }');
    await policy('import', next, '--as', 'adam@staff.test');
    const move = ['move', '--reason', 'agreed', '--as'];
    expect(await policy(...move, 'sara@staff.test', '--dry-run')).toBe(
      '3 open cases would follow version 4 now',
    );
    await expect(policy(...move, 'fred@staff.test')).rejects.toThrow(/role supervisor/);
    expect(await policy(...move, 'sara@staff.test', '--from', '1')).toMatch(/^0 open cases/);
    expect(await policy(...move, 'sara@staff.test')).toBe('3 open cases follow version 4 now');
    expect(await policy(...move, 'sara@staff.test')).toBe('0 open cases follow version 4 now');
    for (const { reference } of cases) {
      const moved = await rig.caseOf(reference);
      expect(moved.policyVersion).not.toBe(closed.policyVersion);
    }
    expect((await rig.caseOf(closed.reference)).policyVersion).toBe(closed.policyVersion);
  });
});
