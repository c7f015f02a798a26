// `user set`, `user away`, `user back`: how staff work, and when they do not. Their names, roles and tokens: people.ts.
import type { Command } from 'commander';
import type { AddCommands } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { parseInput } from '#shared/http.ts';
import { type Away, awaySchema, setAway, setWork, workSchema } from '#shared/people-work.ts';
import { needUser } from './need-user.ts';

type SetOptions = {
  languages?: string;
  skills?: string;
  reportsTo?: string;
  shift?: string[];
  calendar?: string;
};

const listOf = (text: string | undefined): string[] | undefined =>
  text?.split(',').flatMap((each) => each.trim() || []);
// `none` takes away what was set.
const orNone = (text: string | undefined): string | null | undefined =>
  text === 'none' ? null : text;

/** `monday=09:00-12:00,13:00-17:00` and so on; `none` for no shift of their own. */
function shiftOf(days: string[] | undefined): Record<string, string[]> | null | undefined {
  if (!days) return undefined;
  if (days.length === 1 && days[0] === 'none') return null;
  return Object.fromEntries(
    days.map((day) => {
      const [name = '', hours = ''] = day.split('=');
      return [name, listOf(hours) ?? []];
    }),
  );
}

/** Adds `set`, `away` and `back` to the commands of staff. */
export function addWorkCommands(user: Command, run: Parameters<AddCommands>[1]): void {
  user
    .command('set <user>')
    .description('set how somebody works (id or e-mail address); what is not named stays')
    .option('--languages <list>', 'languages they write to customers in, e.g. en,de')
    .option('--skills <list>', 'what routing can ask for, e.g. billing,safety')
    .option('--reports-to <user>', 'whom they report to (id or e-mail address), or none')
    .option(
      '--shift <day...>',
      'their hours, e.g. monday=09:00-12:00,13:00-17:00 tuesday=09:00-17:00, or none',
    )
    .option('--calendar <name>', 'the calendar of the policy that they work by, or none')
    .action((idOrEmail: string, options: SetOptions) =>
      run(async ({ db, print }) => {
        const { staffId } = await needUser(db.query, idOrEmail);
        const work = parseInput(workSchema, {
          languages: listOf(options.languages),
          skills: listOf(options.skills),
          reportsTo: orNone(options.reportsTo),
          shift: shiftOf(options.shift),
          calendar: orNone(options.calendar),
        });
        if (Object.values(work).every((value) => value === undefined))
          throw new RequestError(400, 'invalid_input', 'say at least one thing: see --help');
        await db.transaction((tx) => setWork(tx, staffId, work));
        const staff = await needUser(db.query, staffId);
        print(staff, `${staff.name} is set`);
      }),
    );
  user
    .command('away <user>')
    .description('set when somebody is away; what they have goes to their deputy, or by routing')
    .requiredOption('--until <time>', 'RFC 3339: back from then on, e.g. 2027-01-31T08:00:00Z')
    .option('--from <time>', 'RFC 3339: now when absent')
    .option('--deputy <user>', 'who stands in (id or e-mail address)')
    .action((idOrEmail: string, options: Away) =>
      run(async ({ db, clock, print }) => {
        const { staffId } = await needUser(db.query, idOrEmail);
        const away = parseInput(awaySchema, options);
        await db.transaction((tx) => setAway(tx, staffId, away, clock.now()));
        const staff = await needUser(db.query, staffId);
        print(staff, `${staff.name} is away until ${staff.away?.until.toISOString() ?? ''}`);
      }),
    );
  user
    .command('back <user>')
    .description('say that somebody is back before their time')
    .action((idOrEmail: string) =>
      run(async ({ db, clock, print }) => {
        const { staffId, name } = await needUser(db.query, idOrEmail);
        await db.transaction((tx) => setAway(tx, staffId, null, clock.now()));
        print({ staffId, away: null }, `${name} is back`);
      }),
    );
}
