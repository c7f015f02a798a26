// Commands for staff and their API tokens.
import { type Command, Option } from 'commander';
import { type AddCommands, tableText } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { socialChannels } from '#shared/events/intake.ts';
import { isUuid } from '#shared/ids.ts';
import {
  createApiToken,
  deactivateStaff,
  listApiTokens,
  listStaff,
  putStaff,
  type Role,
  revokeApiToken,
  roles,
  type Staff,
} from '#shared/people.ts';
import { recordPeopleChange } from '#shared/people-audit.ts';
import { needUser } from './need-user.ts';
import { addWorkCommands } from './people-work.ts';
import { addPasswordCommand } from './user-password.ts';

const staffTable = (staff: Staff[]): string =>
  tableText(
    ['E-MAIL', 'NAME', 'ROLE', 'TEAM', 'RESPONDER FOR', 'AWAY UNTIL', 'ID'],
    staff.map((each) => [
      each.email,
      each.name,
      each.role,
      each.team ?? '–',
      each.responderFor.join(',') || '–',
      each.away?.until.toISOString() ?? '–',
      each.staffId,
    ]),
  );

type AddOptions = {
  name: string;
  email: string;
  role: Role;
  team?: string;
  locale?: string;
  responder?: string[];
};

function addUserCommands(program: Command, run: Parameters<AddCommands>[1]): void {
  const user = program.command('user').description('staff: who works on cases');
  user
    .command('add')
    .description('add a member of staff, or bring the one with this e-mail address up to date')
    .requiredOption('--name <name>', 'their name')
    .requiredOption('--email <address>', 'their e-mail address')
    .addOption(new Option('--role <role>', 'what they may do').choices(roles).makeOptionMandatory())
    .option('--team <team>', 'their team')
    .option('--locale <language>', 'the language they read', 'en')
    .addOption(
      new Option(
        '--responder <platform...>',
        'make them a designated responder on these platforms',
      ).choices(socialChannels),
    )
    .action((options: AddOptions) =>
      run(async ({ db, clock, print }) => {
        if (!/^[^\s@<>]+@[^\s@<>]+$/.test(options.email)) {
          throw new RequestError(
            400,
            'invalid_input',
            `--email: ${options.email} is no e-mail address`,
          );
        }
        const staffId = await db.transaction(async (tx) => {
          const known = { ...options, responderFor: options.responder };
          const about = await putStaff(tx, known, { reactivate: true });
          const { name, role, team } = options;
          const details = { name, role, ...(team ? { team } : {}) };
          const entry = { at: clock.now(), by: null, about, details };
          await recordPeopleChange(tx.query, { ...entry, what: 'changed' });
          return about;
        });
        const added = await needUser(db.query, staffId);
        print(added, `${added.name} (${added.role}) is user ${added.staffId}`);
      }),
    );
  user
    .command('list')
    .description('list the active staff')
    .action(() =>
      run(async ({ db, print }) => {
        const staff = await listStaff(db.query);
        print(
          staff,
          staff.length > 0 ? staffTable(staff) : 'no users yet: add one with "redress user add"',
        );
      }),
    );
  user
    .command('deactivate <user>')
    .description(
      'take all access from a member of staff (id or e-mail address); their record stays',
    )
    .action((idOrEmail: string) =>
      run(async ({ db, clock, print }) => {
        const staff = await needUser(db.query, idOrEmail);
        await db.transaction(async (tx) => {
          await deactivateStaff(tx, staff.staffId, clock.now());
          const entry = { at: clock.now(), by: null, about: staff.staffId };
          await recordPeopleChange(tx.query, { ...entry, what: 'deactivated' });
        });
        print({ staffId: staff.staffId, active: false }, `${staff.name} has no access any more`);
      }),
    );
  addWorkCommands(user, run);
  addPasswordCommand(user, run);
}

function addTokenCommands(program: Command, run: Parameters<AddCommands>[1]): void {
  const token = program.command('token').description('API tokens of staff');
  token
    .command('create <user>')
    .description('make an API token for a user (id or e-mail address); it is shown this once')
    .option('--label <label>', 'what it is for', 'command line')
    .option('--days <days>', 'how long it is good, in days (default: until revoked)')
    .action((idOrEmail: string, options: { label: string; days?: string }) =>
      run(async ({ db, clock, print }) => {
        const staff = await needUser(db.query, idOrEmail);
        const days = options.days === undefined ? undefined : Number(options.days);
        if (days !== undefined && !(days > 0 && days <= 3650)) {
          throw new RequestError(
            400,
            'invalid_input',
            '--days: expected a number, more than 0 and at most 3650',
          );
        }
        const expiresAt =
          days === undefined ? undefined : new Date(clock.now().getTime() + days * 86_400_000);
        const made = await db.transaction((tx) =>
          createApiToken(tx, staff.staffId, options.label, expiresAt),
        );
        print(
          { ...made, staffId: staff.staffId, expiresAt: expiresAt?.toISOString() ?? null },
          made.token,
        );
      }),
    );
  token
    .command('list')
    .description('list the tokens that are good')
    .action(() =>
      run(async ({ db, clock, print }) => {
        const tokens = await listApiTokens(db.query, clock.now());
        const rows = tokens.map((each) => [
          each.tokenId,
          each.email,
          each.label,
          each.expiresAt?.toISOString() ?? 'never',
        ]);
        print(
          tokens,
          rows.length > 0 ? tableText(['ID', 'USER', 'LABEL', 'EXPIRES'], rows) : 'no tokens',
        );
      }),
    );
  token
    .command('revoke <id>')
    .description('end a token at once')
    .action((tokenId: string) =>
      run(async ({ db, clock, print }) => {
        const revoked =
          isUuid(tokenId) &&
          (await db.transaction((tx) => revokeApiToken(tx, tokenId, clock.now())));
        if (!revoked) {
          throw new RequestError(
            404,
            'no_such_token',
            `there is no good token ${tokenId}: see "redress token list"`,
          );
        }
        print({ tokenId, revoked: true }, `token ${tokenId} is revoked`);
      }),
    );
}

/** `user …` and `token …`. */
export const addPeopleCommands: AddCommands = (program, run) => {
  addUserCommands(program, run);
  addTokenCommands(program, run);
};
