// `user password`: an operator sets a password for somebody who cannot get in otherwise. It is asked for, or read from standard
// input: never an argument, which others on the machine would see.
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Command } from 'commander';
import type { AddCommands } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { recordPeopleChange } from '#shared/people-audit.ts';
import { removeSecondFactors } from '../console/people/staff-store.ts';
import { createPasswordHashing } from '../console/sign-in/password-hash.ts';
import { checkNewPassword } from '../console/sign-in/password-policy.ts';
import { putPassword } from '../console/sign-in/password-store.ts';
import { needUser } from './need-user.ts';

const STDIN_CHARS_MAX = 2000;

async function askHidden(question: string): Promise<string> {
  process.stderr.write(question);
  // What is typed is not shown.
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await asking.question('');
  } finally {
    asking.close();
    process.stderr.write('\n');
  }
}

async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) {
    const typed = await askHidden('new password: ');
    if ((await askHidden('once more: ')) === typed) return typed;
    throw new RequestError(400, 'invalid_input', 'the two are not the same');
  }
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > STDIN_CHARS_MAX) break;
  }
  return text.replace(/\r?\n[\s\S]*$/, '');
}

/** Adds `password` to the commands of staff. */
export function addPasswordCommand(user: Command, run: Parameters<AddCommands>[1]): void {
  user
    .command('password <user>')
    .description(
      'set a password (id or e-mail address); it is asked for, or read from standard input. Their sessions end',
    )
    .option(
      '--remove-factors',
      'remove their authenticator app and passkeys too, when they are lost',
    )
    .action((idOrEmail: string, { removeFactors = false }: { removeFactors?: boolean }) =>
      run(async ({ db, clock, print }) => {
        const { staffId, name, email } = await needUser(db.query, idOrEmail);
        const password = await readPassword();
        checkNewPassword(password, { email, name });
        const phc = await createPasswordHashing().hash(password);
        const entry = { at: clock.now(), by: null, about: staffId };
        await db.transaction(async (tx) => {
          await putPassword(tx, staffId, phc, clock.now());
          await recordPeopleChange(tx.query, { ...entry, what: 'password_set' });
          if (!removeFactors) return;
          await removeSecondFactors(tx, staffId);
          await recordPeopleChange(tx.query, { ...entry, what: 'second_factor_removed' });
        });
        print(
          { staffId, password: true, factorsRemoved: removeFactors },
          `${name} can sign in with it; their sessions ended`,
        );
      }),
    );
}
