// What somebody may do, the other way round: whatever the table allows to a role in a status, the case's allowedCommands say so
// and API, bulk and command line take it; whatever it refuses, all of them refuse for the same reason. Each is carried out for
// real in a transaction that is undone, so that every cell meets the same case.
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CliInstance } from '#shared/cli.ts';
import type { Db } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { addCaseCommands } from '../../services/cases/case-commands.ts';
import {
  type CommandType,
  commandTypes,
  permittedTo,
} from '../../services/cases/domain/commands/permissions.ts';
import { bulkCommands } from '../../services/cases/lists/bulk.ts';
import { actorOf } from '../harness/case-fixtures.ts';
import { commandBodies } from '../harness/command-bodies.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

/** A database of which every transaction is undone, and looks from inside as if it were not. */
function undoing(db: Db): Db {
  return {
    ...db,
    transaction: async (work, options) => {
      const undo = new Error('undone');
      const done: unknown[] = [];
      try {
        await db.transaction(async (tx) => {
          done.push(await work(tx));
          throw undo;
        }, options);
      } catch (error) {
        if (error !== undo) throw error;
      }
      return done[0] as never;
    },
  };
}

let rig: ApiRig;
const references: Record<string, string> = {};
const roles: Record<string, string> = { adam: 'admin' };
const people = ['fred', 'fiona', 'sara', 'dora', 'max', 'adam', 'audrey'];

beforeAll(async () => {
  rig = await createApiRig();
  const fred = rig.api('fred');
  const until = new Date(rig.clock.now().getTime() + 3_600_000).toISOString();
  const steps: [string, unknown][] = [
    ['take-over', {}],
    ['start-investigation', {}],
    ['wait', { until, for: 'customer', reason: 'x' }],
  ];
  for (const [status, count] of Object.entries({
    new: 0,
    assigned: 1,
    investigating: 2,
    waiting: 3,
  })) {
    const { reference } = await rig.say();
    for (const [type, body] of steps.slice(0, count)) await fred.command(reference, type, body);
    references[status] = reference;
  }
  const fixed = { outcome: 'upheld', summary: 'x' };
  for (const status of ['resolved', 'closed']) {
    const { reference } = await rig.say({}, { severity: 'minor' });
    await fred.command(reference, 'resolve', fixed);
    if (status === 'closed') await fred.command(reference, 'follow-up', { satisfied: true });
    references[status] = reference;
  }
  for (const [status, reference] of Object.entries(references))
    expect((await rig.caseOf(reference)).status).toBe(status);
  const said = { channel: 'x' as const, sender: { platformUserId: '7', handle: 'ann' } };
  references['new, on X'] = (await rig.say(said)).reference;
  rig.shell.db = undoing(rig.shell.db);
});
afterAll(() => rig.close());

/** A body that names people of this rig. */
function bodyOf(type: CommandType, who: string): Record<string, unknown> {
  const id = (name: string): string => rig.staff[name] ?? '';
  const named: Partial<Record<CommandType, Record<string, unknown>>> = {
    // Oneself: whom else one may give it to is the command's own rule.
    assign: { to: id(who) },
    'record-complained-about': { who: id('sam'), reason: 'x' },
    'withdraw-complained-about': { who: id('sam'), reason: 'x' },
    'request-call-back': { to: id('fred'), reason: 'x' },
    'request-action': { ...commandBodies['request-action'], owner: id('fred') },
    'report-violence': { ...commandBodies['report-violence'], witnesses: ['x'] },
  };
  return named[type] ?? (commandBodies[type] as Record<string, unknown>);
}

type Asked = { type: CommandType; reference: string; who: string };

async function byApi({ type, reference, who }: Asked): Promise<unknown> {
  const { status, body } = await rig.api(who).command(reference, type, bodyOf(type, who));
  return status === 200 ? 'done' : body.code;
}

async function inBulk({ type, reference, who }: Asked): Promise<unknown> {
  const request = { command: type, references: [reference], body: bodyOf(type, who) };
  const { body } = await rig.api(who).post('/api/v1/cases/bulk', request);
  const [result] = (body.results ?? []) as { done: boolean; code?: string }[];
  return result?.done ? 'done' : (body.code ?? result?.code);
}

const optionName = (field: string): string =>
  `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

async function byCommandLine({ type, reference, who }: Asked): Promise<unknown> {
  const { db, clock, signer, publicUrl, log, rules } = rig.shell;
  const instance: CliInstance = {
    ...{ db, clock, signer, publicUrl, log, policy: rules.policy, settings: { cases: {} } },
    mailFrom: { name: 'Care', address: 'care@redress.test' },
    json: true,
    print: () => {},
  };
  const program = new Command('redress').exitOverride();
  addCaseCommands(program, (action) => action(instance));
  const options = Object.entries(bodyOf(type, who)).flatMap(([field, value]) => [
    optionName(field),
    String(value),
  ]);
  const line = ['case', type, reference, '--as', `${who}@staff.test`, ...options];
  try {
    await program.parseAsync(line, { from: 'user' });
    return 'done';
  } catch (error) {
    return error instanceof RequestError ? error.code : String(error);
  }
}

const ofTheTable = ['role_too_low', 'not_in_this_status', 'not_the_assignee', 'not_a_responder'];
const accepted = new Set<CommandType>();

/** What is wrong with one cell: nothing when all ways say what the domain says. */
async function faultsOf(asked: Asked, refusal: string | undefined): Promise<string[]> {
  const { type, who } = asked;
  const codes: Record<string, unknown> = {
    api: await byApi(asked),
    cli: await byCommandLine(asked),
    ...(bulkCommands.includes(type) ? { bulk: await inBulk(asked) } : {}),
  };
  if (codes.api === 'done') accepted.add(type);
  return Object.entries(codes).flatMap(([path, code]) => {
    const right =
      refusal === undefined
        ? code === codes.api && !ofTheTable.includes(String(code))
        : code === refusal;
    return right ? [] : [`${type} ${who} by ${path}: ${code}; the table: ${refusal ?? 'allowed'}`];
  });
}

test.each(['new', 'assigned', 'investigating', 'waiting', 'resolved', 'closed', 'new, on X'])(
  'R72 in status %s the table, allowedCommands, API, bulk and command line agree',
  async (status) => {
    const reference = references[status] ?? '';
    const before = await rig.caseOf(reference);
    const wrong: string[] = [];
    for (const who of people) {
      const actor = { ...actorOf(roles[who] ?? who), staffId: rig.staff[who] ?? '' };
      const permitted = permittedTo(before, { actor });
      const { body: shown } = await rig.api(who).get(`/api/v1/cases/${reference}`);
      expect(shown.allowedCommands).toEqual(permitted.allowedCommands);
      for (const type of commandTypes) {
        const refusal = permitted.refusedCommands[type]?.code;
        wrong.push(...(await faultsOf({ type, reference, who }, refusal)));
      }
    }
    expect(wrong).toEqual([]);
    expect((await rig.caseOf(reference)).version).toBe(before.version);
  },
);

// These need what no case of this test has: another case of the customer, a remedy, a corrective action, a call-back, a suspension,
// a second policy, a root cause (resolve).
const needMore = [
  'approve-action',
  'approve-remedy',
  'complete-action',
  'confirm-remedy',
  'decide-threat',
  'deliver-remedy',
  'keep-suspension',
  'lift-suspension',
  'link',
  'merge',
  'move-to-policy',
  'record-step',
  'refuse-action',
  'reject-remedy',
  'report-call-back',
  'resolve',
  'settle-payout',
  'unlink',
  'unmerge',
  'verify-action',
  'withdraw-complained-about',
  'withdraw-remedy',
];

test('R72 whatever is possible in these cases was in fact accepted from somebody', () => {
  expect(commandTypes.filter((type) => !accepted.has(type)).sort()).toEqual(needMore);
});
