// Versions of the policy: published once, followed by new cases, kept by open ones, moved only on purpose (R32).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPolicy, type Policy } from '#shared/policy/policy.ts';
import { createPolicySource } from '#shared/policy/policy-source.ts';
import { createShell } from '../../services/cases/cases.ts';
import { executeCommand } from '../../services/cases/execute-command.ts';
import { applyConfigured, publishText } from '../../services/cases/policy/publish.ts';
import { listVersions } from '../../services/cases/stores/policy-store.ts';
import { testLog } from '../harness/postgres.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

const publish = (yaml: string, basedOn?: number) =>
  rig.database.db.transaction((tx) =>
    publishText(tx, { yaml, by: 'staff:adam', note: 'x', basedOn, now: rig.clock.now() }),
  );
const start = (own: unknown, policy: Policy = loadPolicy(own)) =>
  rig.database.db.transaction((tx) => applyConfigured(tx, { own, policy, now: rig.clock.now() }));
const versions = async () =>
  (await listVersions(rig.database.db.query)).map(({ number, origin }) => [number, origin]);
const dueOf = async (reference: string, kind: string, level = 0): Promise<number | undefined> => {
  const [row] = await rig.database.db.query<{ due_at: Date }>(
    `select d.due_at from cases.deadlines d join cases.cases c using (case_id)
     where c.reference = $1 and d.kind = $2 and d.level = $3 and d.state = 'open'`,
    [reference, kind, level],
  );
  return row && (row.due_at.getTime() - rig.clock.now().getTime()) / 3_600_000;
};
const command = (reference: string, type: string, body: unknown, by = 'sara') =>
  executeCommand(rig.shell, { reference, type, body, staffId: rig.staff[by] ?? '' });

const slower = (hours: number) =>
  `# ${hours} hours\nescalation:\n${[1, 2, 3]
    .map(
      (level) =>
        `  - { level: ${level}, afterHours: ${level * hours}, warnHoursBefore: 1, role: supervisor, action: { en: x } }`,
    )
    .join('\n')}\n`;

describe('a start applies the policy of its file', () => {
  test('the same result each time: a file that says the same publishes nothing', async () => {
    expect(await start({})).toMatchObject({ number: 1, isNew: true, inForce: 'config' });
    expect(await start({})).toMatchObject({ number: 1, isNew: false });
    expect(await start({ currency: 'CHF' })).toMatchObject({ number: 2, isNew: true });
    expect(await start({ currency: 'CHF' })).toMatchObject({ number: 2, isNew: false });
  });

  test('what a person published stays in force over restarts, until the file says something else', async () => {
    expect(await publish('currency: SEK')).toMatchObject({ number: 3, isNew: true });
    expect(await start({ currency: 'CHF' })).toMatchObject({ number: 3, inForce: 'person' });
    expect(await start({ currency: 'NOK' })).toMatchObject({ number: 4, inForce: 'config' });
  });

  test('new defaults of the program come into force, but not over what a person published', async () => {
    const own = { currency: 'NOK' };
    const newer = { ...loadPolicy(own), organisation: 'New default', version: 'newer' };
    expect(await start(own, newer)).toMatchObject({ number: 5, isNew: true });
    expect(await publish('currency: EUR')).toMatchObject({ number: 6 });
    const newest = { ...newer, organisation: 'Newer still', version: 'newest' };
    expect(await start(own, newest)).toMatchObject({ number: 6, inForce: 'person' });
  });

  test('starts at the same time publish once', async () => {
    const own = { currency: 'PLN' };
    const results = await Promise.all(Array.from({ length: 8 }, () => start(own)));
    expect(results.map(({ number }) => number)).toEqual(Array(8).fill(7));
    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
  });
});

describe('publishing', () => {
  test('what says the same as the newest is not published again', async () => {
    const first = await publish('currency: DKK');
    expect(first.isNew).toBe(true);
    expect(await publish('currency: "DKK" # the same')).toEqual({ ...first, isNew: false });
  });

  test('people who publish at once get versions of their own, one after another', async () => {
    const before = await versions();
    const last = Number(before[0]?.[0]);
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, index) => publish(`organisation: Shop ${index}`)),
    );
    expect(results.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, index) => last + 1 + index),
    );
  });

  test('nobody overwrites what they have not seen', async () => {
    const [newest] = await versions();
    const seen = Number(newest?.[0]);
    await publish('organisation: Other', seen);
    await expect(publish('organisation: Mine', seen)).rejects.toMatchObject({
      status: 409,
      code: 'changed_meanwhile',
    });
  });

  test('a wrong policy changes nothing, and each fault is named with its line', async () => {
    const before = await versions();
    await expect(publish('currency: EUR\nsurveys:\n  lowShare: 4\nnonsense: 1\n')).rejects.toThrow(
      /^line 3: surveys\.lowShare: .*\nline 4: nonsense: there is no such field$/,
    );
    expect(await versions()).toEqual(before);
  });

  test('a published version is never changed, not even by hand', async () => {
    await expect(
      rig.database.db.query("update cases.policy_versions set note = 'y'"),
    ).rejects.toThrow(/never changed/);
    await expect(rig.database.db.query('delete from cases.policy_versions')).rejects.toThrow(
      /never changed/,
    );
  });
});

describe('R32 each case follows the version that it was opened under', () => {
  test('an open case keeps its times, a new one has the new ones, in each process without a restart', async () => {
    const old = await publish(slower(24));
    const kept = await rig.say();
    expect(kept.policyVersion).toBe(old.digest);
    const next = await publish(slower(100));
    const fresh = await rig.say();
    expect(fresh.policyVersion).toBe(next.digest);
    expect(await dueOf(kept.reference, 'escalation', 2)).toBe(48);
    expect(await dueOf(fresh.reference, 'escalation', 2)).toBe(200);
    // What is decided on the old one later, by a process that never saw its version, follows it still and says so.
    const other = createShell({}, { ...rig.shell, policy: loadPolicy() });
    const answer = await executeCommand(other, {
      reference: kept.reference,
      type: 'take-over',
      body: {},
      staffId: rig.staff.fred ?? '',
    });
    expect(answer.status).toBe('assigned');
    expect(await dueOf(kept.reference, 'escalation', 2)).toBe(48);
    const entries = await rig.database.db.query<{ policy_version: string }>(
      `select t.policy_version from cases.case_timeline t join cases.cases c using (case_id)
       where c.reference = $1`,
      [kept.reference],
    );
    expect(new Set(entries.map((entry) => entry.policy_version))).toEqual(new Set([old.digest]));
  });

  test('the clock fires each by its own version', async () => {
    await publish(slower(10));
    const quick = await rig.say();
    await publish(slower(30));
    const slow = await rig.say();
    await rig.pass(11);
    expect((await rig.caseOf(quick.reference)).escalationLevel).toBe(1);
    expect((await rig.caseOf(slow.reference)).escalationLevel).toBe(0);
    // An escalation that happened stays when the case is moved; the next levels have the new times.
    await command(quick.reference, 'move-to-policy', { reason: 'new matrix' });
    const moved = await rig.caseOf(quick.reference);
    expect(moved).toMatchObject({ escalationLevel: 1, policyVersion: slow.policyVersion });
    expect(await dueOf(quick.reference, 'escalation', 2)).toBe(60 - 11);
  });

  test('a case is moved on purpose, on record, to a version that there is', async () => {
    await publish(slower(40));
    const found = await rig.say();
    const to = await publish(slower(50));
    await expect(
      command(found.reference, 'move-to-policy', { reason: 'x' }, 'fred'),
    ).rejects.toMatchObject({ status: 403 });
    await expect(
      command(found.reference, 'move-to-policy', { number: 99_999, reason: 'x' }),
    ).rejects.toMatchObject({ status: 422 });
    const answer = await command(found.reference, 'move-to-policy', {
      number: to.number,
      reason: 'agreed',
    });
    expect(answer.entries).toMatchObject([
      {
        type: 'policy.moved',
        data: { from: found.policyVersion, to: to.digest, reason: 'agreed' },
      },
    ]);
    expect(await dueOf(found.reference, 'escalation', 1)).toBe(50);
  });
});

test('a version of an older program is read: new fields have their defaults, gone ones are left out', async () => {
  const { db } = rig.database;
  const put = (digest: string, change: (effective: Record<string, unknown>) => void) => {
    const { version: _, ...effective } = structuredClone(loadPolicy());
    change(effective);
    return db.query(
      `insert into cases.policy_versions
       select max(number) + 1, $1, '', $2::jsonb, 'person', 'x', now(), '' from cases.policy_versions`,
      [digest, JSON.stringify(effective)],
    );
  };
  await put('older', (effective) => {
    effective.gone = { with: 'time' };
    delete effective.waiting;
  });
  const opened = await rig.say();
  expect(opened.policyVersion).toBe('older');
  const own = { currency: 'PLN' };
  expect(await start(own)).toMatchObject({ inForce: 'person', digest: 'older' });
  // One that cannot be read stops the start with a line that names it, before anything is changed.
  await put('broken', (effective) => {
    effective.currency = 7;
  });
  await expect(start(own)).rejects.toThrow(
    /^the published policy broken cannot be read by this program: policy: currency: /,
  );
  await publish('organisation: Readable');
});

test('other services follow what is published, and start with their own before anything is', async () => {
  const { db } = rig.database;
  const log = testLog;
  const source = createPolicySource({ db, log, given: loadPolicy({ organisation: 'Given' }) });
  expect(source.policy.organisation).toBe('Given');
  await publish('organisation: Published\nlocales: [fr]');
  expect(await source.refresh()).toBe(true);
  expect(source.policy).toMatchObject({ organisation: 'Published', locales: ['fr'] });
  const copy = { ...source.policy };
  await publish('organisation: Later');
  expect(await source.refresh()).toBe(true);
  expect(await source.refresh()).toBe(false);
  expect([copy.organisation, source.policy.organisation]).toEqual(['Published', 'Later']);
});
