// The table of the requirements on every path: what it refuses to a role or in a status is refused by the API, in bulk and on the
// command line alike, and nothing is written.
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CliInstance } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { addCaseCommands } from '../../services/cases/case-commands.ts';
import { commandRefusal, commandTypes } from '../../services/cases/domain/commands/permissions.ts';
import { bulkCommands } from '../../services/cases/lists/bulk.ts';
import { actorOf, caseIn, contextOf } from '../harness/case-fixtures.ts';
import { commandBodies } from '../harness/command-bodies.ts';
import { type TableRule, tableRules } from '../harness/command-table.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
const references: Record<string, string> = {};
beforeAll(async () => {
  rig = await createApiRig();
  const fred = rig.api('fred');
  for (const status of ['new', 'assigned', 'investigating', 'waiting']) {
    const { reference } = await rig.say();
    references[status] = reference;
    const until = new Date(rig.clock.now().getTime() + 3_600_000).toISOString();
    if (status !== 'new') await fred.command(reference, 'take-over');
    if (status !== 'new' && status !== 'assigned')
      await fred.command(reference, 'start-investigation');
    if (status === 'waiting')
      await fred.command(reference, 'wait', { until, for: 'customer', reason: 'x' });
    expect((await rig.caseOf(reference)).status).toBe(status);
  }
});
afterAll(() => rig.close());

const people = ['fred', 'sara', 'dora', 'max', 'adam', 'audrey'] as const;
const ranks: Record<string, number> = { fred: 0, sara: 1, dora: 2, max: 3, adam: -1, audrey: -1 };
const rungs = ['frontline', 'supervisor', 'department_manager', 'senior_management'];
const rules = tableRules();

/** What the table itself says, before it matters what somebody is to the case. */
const expected = (rule: TableRule, status: string, who: string): string | undefined => {
  if ((ranks[who] ?? -1) < rungs.indexOf(rule.least)) return 'role_too_low';
  return rule.statuses.includes(status) ? undefined : 'not_in_this_status';
};

const statuses = ['new', 'assigned', 'investigating', 'waiting', 'resolved', 'closed'];

describe('the table of the requirements', () => {
  test.each(rules)(
    'R72 $type: the domain says of each role and status what the table says',
    (rule) => {
      const wrong = statuses.flatMap((status) =>
        people.flatMap((who) => {
          const name = who === 'adam' ? 'admin' : who === 'audrey' ? 'auditor' : who;
          const code = commandRefusal(caseIn(status), rule.type, contextOf(actorOf(name)))?.code;
          const wanted = expected(rule, status, who);
          const ours = code === 'role_too_low' || code === 'not_in_this_status' ? code : undefined;
          return ours === wanted ? [] : [`${status} ${who}: ${code}, the table: ${wanted}`];
        }),
      );
      expect(wrong).toEqual([]);
    },
  );

  test('every command is one of a row, or goes beyond the table', () => {
    const beyond = commandTypes.filter((type) => !rules.some((rule) => rule.type === type));
    expect(beyond.sort()).toEqual(beyondTheTable);
  });
});

// Steps of what a row speaks of, and what later requirements added.
const beyondTheTable = [
  'acknowledge-in-person',
  'answer',
  'complete-action',
  'decide-threat',
  'keep-suspension',
  'move-to-policy',
  'record-app-answer',
  'record-complained-about',
  'record-step',
  'refuse-action',
  'report-violence',
  'settle-payout',
  'unmerge',
  'withdraw-complained-about',
];

const optionName = (field: string): string =>
  `--${field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The code that the command line refuses with. */
async function byCommandLine(type: string, reference: string, who: string): Promise<string> {
  const { db, clock, signer, publicUrl, log, rules: ofShell } = rig.shell;
  const instance: CliInstance = {
    ...{ db, clock, signer, publicUrl, log, policy: ofShell.policy, settings: { cases: {} } },
    mailFrom: { name: 'Care', address: 'care@redress.test' },
    json: true,
    print: () => {},
  };
  const program = new Command('redress').exitOverride();
  addCaseCommands(program, (action) => action(instance));
  const body = commandBodies[type as keyof typeof commandBodies] as Record<string, unknown>;
  const options = Object.entries(body).flatMap(([field, value]) => [
    optionName(field),
    String(value),
  ]);
  try {
    await program.parseAsync(['case', type, reference, '--as', `${who}@staff.test`, ...options], {
      from: 'user',
    });
    return 'done';
  } catch (error) {
    return error instanceof RequestError ? error.code : String(error);
  }
}

const open = ['new', 'assigned', 'investigating', 'waiting'];

test.each(open)(
  'R72 what the table refuses in status %s is refused on every path, and writes nothing',
  async (status) => {
    const reference = references[status] ?? '';
    const before = (await rig.caseOf(reference)).version;
    const wrong: string[] = [];
    for (const rule of rules)
      for (const who of people) {
        const wanted = expected(rule, status, who);
        if (wanted === undefined) continue;
        const { type } = rule;
        const body = commandBodies[type];
        const direct = await rig.api(who).command(reference, type, body);
        const paths: Record<string, unknown> = { api: direct.body.code };
        paths.cli = await byCommandLine(type, reference, who);
        if (bulkCommands.includes(type)) {
          const request = { command: type, references: [reference], body };
          const { body: answer } = await rig.api(who).post('/api/v1/cases/bulk', request);
          paths.bulk = answer.code ?? (answer.results as { code: string }[])[0]?.code;
        }
        for (const [path, code] of Object.entries(paths))
          if (code !== wanted) wrong.push(`${type} ${who} by ${path}: ${code}, not ${wanted}`);
      }
    expect(wrong).toEqual([]);
    expect((await rig.caseOf(reference)).version).toBe(before);
  },
);
