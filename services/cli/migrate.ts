// `migrate`: the schema is brought up to date at every start; this does it by itself.
import type { AddCommands } from '#shared/cli.ts';

/** `migrate`. Opening the instance has migrated it already, under the lock. */
export const addMigrateCommand: AddCommands = (program, run) => {
  program
    .command('migrate')
    .description('bring the database to the newest schema (every start does so too)')
    .action(() =>
      run(async ({ db, print }) => {
        const applied = await db.query<{ name: string }>(
          'select name from public.migrations order by id',
        );
        const names = applied.map(({ name }) => name);
        print({ migrations: names }, `the database has all ${names.length} migrations`);
      }),
    );
};
