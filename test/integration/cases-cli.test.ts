// The commands of cases as people use them in a terminal: what they see of a case, what a command says it did, the help.
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliInstance, terminalText } from '#shared/cli.ts';
import { addCaseCommands } from '../../services/cases/case-commands.ts';
import { commandTypes } from '../../services/cases/domain/commands/permissions.ts';
import { testLog } from '../harness/postgres.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

function createProgram(printed: string[]): Command {
  const { db, clock, signer, publicUrl, rules } = rig.shell;
  const instance: CliInstance = {
    ...{ db, clock, signer, publicUrl, policy: rules.policy, log: testLog },
    mailFrom: { name: 'Care', address: 'care@redress.test' },
    settings: { cases: {} },
    json: false,
    print: (_value, text) => printed.push(terminalText(text)),
  };
  const program = new Command('redress').exitOverride().configureOutput({ writeErr: () => {} });
  addCaseCommands(program, (action) => action(instance));
  return program;
}

/** Runs a command; gives what it prints. */
async function run(...words: string[]): Promise<string> {
  const printed: string[] = [];
  await createProgram(printed).parseAsync(words, { from: 'user' });
  return printed.join('\n');
}

const act = (reference: string, name: string, as: string, ...options: string[]) =>
  run('case', name, reference, '--as', `${as}@staff.test`, ...options);

test('R16 a case can be worked on from what "case show" says, in 100 columns', async () => {
  const { reference } = await rig.say(
    {
      text: `It never came.\n\nI \u001b[2Jwant ${'my money back '.repeat(40)}${'x'.repeat(300)}`,
      sender: { name: 'Ann Customer', email: 'ann@customer.test', phone: '+49 30 1234' },
    },
    { severity: 'major' },
  );
  await act(reference, 'take-over', 'fred');
  const refund = ['--option', 'full_refund', '--amount', '80.00', '--reason', 'it never came'];
  await act(reference, 'propose-remedy', 'fred', ...refund);
  const shown = await run('case', 'show', reference);
  expect(shown).toContain('    It never came.\n');
  expect(shown).toContain('Ann Customer <ann@customer.test> +49 30 1234');
  expect(shown).toMatch(/^resolve by {4}2026-11-2\d \d\d:\d\d$/m);
  expect(shown).toMatch(/^assigned to {3}fred$/m);
  expect(shown).toMatch(
    /^R1 proposed full_refund 80\.00 EUR, proposal \d+, needs department_manager, by fred$/m,
  );
  expect(shown).toMatch(/^2026-11-24 10:00 {2}it goes to level 1$/m);
  expect(shown).toMatch(/open {3}dora {3,}Approve or reject R1: Full refund, 80\.00 EUR/);
  expect(shown).toMatch(/^acknowledgement +customer +email +requested$/m);
  expect(shown).toMatch(/is assigned to fred +fred$/m);
  expect(shown).not.toMatch(/staff:|\u001b/);
  const widths = shown.split('\n').map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(100);
});

test('what a customer wrote at length is cut where it is shown, and says so', async () => {
  const { reference } = await rig.say({ text: 'word\n'.repeat(5_000) });
  const shown = await run('case', 'show', reference);
  expect(shown.split('\n').length).toBeLessThan(100);
  expect(shown).toContain('    [more: see --json]');
});

test('a command says what it did and what goes out, in words', async () => {
  const { reference } = await rig.say({}, { severity: 'minor' });
  const assigned = await act(reference, 'assign', 'sara', '--to', 'fred@staff.test');
  expect(assigned).toMatch(
    /^C-\S+ is assigned to fred\nC-\S+ tells staff by the mail of 20\S+ \S+: assigned/,
  );
  const updated = await act(reference, 'send-update', 'fred', '--text', 'A new one leaves today.');
  expect(updated).toContain('a mail to the customer is on its way');
  const why = ['--cause', 'defect', '--text', 'A weak seam.'];
  expect(await act(reference, 'root-cause', 'fred', ...why)).toBe(
    `${reference} has its root cause on record: defect`,
  );
  const solved = ['--outcome', 'upheld', '--summary', 'A new one arrived.'];
  solved.push('--why-no-action', 'a single piece');
  expect(await act(reference, 'resolve', 'fred', ...solved)).toBe(
    `${reference} is resolved: upheld\na mail to the customer is on its way`,
  );
  const silent = await rig.say({ sender: { name: 'No Address' } }, { severity: 'minor' });
  expect(await act(silent.reference, 'resolve', 'fred', ...solved)).toContain(
    'no message goes out: it stands on the status page, a person tells them',
  );
});

test('tasks are listed with the names of people', async () => {
  await rig.database.db.query(
    `update people.staff set name = 'Dora Manager' where staff_id = 'dora'`,
  );
  expect(await run('task', 'list', '--as', 'dora@staff.test')).toMatch(/Dora Manager +C-/);
});

test('each command has a sentence of its own, and options say what they take and whether they must be there', async () => {
  const cases = createProgram([]).commands.find((command) => command.name() === 'case');
  const found = cases?.commands.filter((command) =>
    [...(commandTypes as string[]), 'log'].includes(command.name()),
  );
  expect(found).toHaveLength(commandTypes.length + 1);
  const sentences = found?.map((command) => command.description()) ?? [];
  expect(new Set(sentences).size).toBe(sentences.length);
  for (const command of found ?? []) {
    expect(command.description()).toMatch(/^[a-z].{10,}[^.]$/);
    for (const { description, long, mandatory } of command.options) {
      expect(description, `${command.name()} ${long}`).toMatch(/^(?:[a-z]|BCP|ISO|RFC).+[^.]$/);
      // What was said may be reason enough to take it for a threat, or for none.
      const asked = long === '--as' || (long === '--reason' && command.name() !== 'decide-threat');
      if (asked) expect(mandatory).toBe(true);
    }
  }
  const { reference } = await rig.say();
  await expect(act(reference, 'resolve', 'fred', '--outcome', 'fine')).rejects.toThrow(
    /Allowed choices are upheld, partly_upheld/,
  );
  await expect(act(reference, 'resolve', 'fred', '--outcome', 'upheld')).rejects.toThrow(
    /required option '--summary <text>'/,
  );
});

test('R07 R21 R23 R24 the forms of staff from a terminal: first-contact fix, complaint log, files, corrective actions', async () => {
  const fix = ['--channel', 'phone', '--message', 'A chipped mug.', '--category', 'product'];
  const done = ['--summary', 'A new one is sent.', '--remedy-option', 'apology'];
  const fixed = await run('case', 'first-contact', '--as', 'fred@staff.test', ...fix, ...done);
  const [reference = ''] = fixed.split(' ');
  expect(fixed).toBe(`${reference} is resolved`);
  expect(await run('case', 'show', reference)).toContain('A chipped mug.');
  const log = ['--channel', 'in_person', '--message', 'Too loud.', '--told', 'true'];
  const named = ['--staff-named', 'Sara', 'Sam', '--desired-outcome', 'Quiet at night'];
  expect(await run('case', 'log', '--as', 'fred@staff.test', ...log, ...named)).toMatch(
    /is logged/,
  );
  await expect(run('lookup', 'order', '7')).rejects.toThrow(/not set up/);
  const file = ['--file', 'package.json', '--text', 'a file'];
  const { reference: open } = await rig.say();
  expect(await act(open, 'add-file', 'fred', ...file)).toBe(
    `${open} has evidence E1 (file): package.json`,
  );
  await expect(act(open, 'add-file', 'fred', '--file', 'nowhere')).rejects.toThrow(
    /cannot be read/,
  );
  await act(open, 'take-over', 'fred');
  const form = ['--problem', 'Late vans', '--proposal', 'Two more', '--owner', 'sara@staff.test'];
  await act(
    open,
    'request-action',
    'fred',
    ...form,
    '--due-at',
    '2026-12-01T10:00:00Z',
    '--cases',
    reference,
  );
  expect(await run('action', 'list', '--state', 'requested')).toMatch(
    new RegExp(`${open}/A1 +requested +2026-12-01 +sara +2 +Late vans`),
  );
});
