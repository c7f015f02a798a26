// `redress mail …`: what went out, what was caught, and a person's word on what is in doubt.
import type { Command } from 'commander';
import { type AddCommands, type CliInstance, tableText } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { parseReference } from '#shared/ids.ts';
import { settleDoubt } from './lease-store.ts';
import { findMail, listMail, type MailDetails, type MailSummary } from './mail-store.ts';
import { reportOf } from './marks.ts';

const LIST_DEFAULT = 50;
const LIST_MAX = 1_000;

const states = [
  'queued',
  'sending',
  'sent',
  'delayed',
  'failed',
  'suppressed',
  'in_doubt',
  'bounced',
];

type ListOptions = { case?: string; state?: string; limit: string };

async function list(instance: CliInstance, options: ListOptions): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIST_MAX)
    throw new RequestError(
      400,
      'invalid_input',
      `--limit: expected a number from 1 to ${LIST_MAX}`,
    );
  if (options.state && !states.includes(options.state))
    throw new RequestError(400, 'invalid_input', `--state: expected one of ${states.join(', ')}`);
  const reference = options.case ? parseReference(options.case) : undefined;
  if (options.case && !reference)
    throw new RequestError(400, 'invalid_input', `--case: ${options.case} is no reference`);
  const mails = await listMail(instance.db.query, { reference, state: options.state, limit });
  const rows = mails.map((mail) => [
    mail.messageId,
    mail.createdAt.toISOString().slice(0, 19),
    mail.purpose,
    mail.reason ? `${mail.state} (${mail.reason})` : mail.state,
    mail.to ?? '',
    mail.subject ?? mail.reference ?? '',
  ]);
  const head = ['MESSAGE', 'WANTED AT', 'PURPOSE', 'STATE', 'TO', 'SUBJECT'];
  instance.print(mails, rows.length > 0 ? tableText(head, rows) : 'No messages.');
}

async function findOne(instance: CliInstance, id: string): Promise<MailDetails> {
  if (!/^[0-9a-f-]{4,36}$/i.test(id))
    throw new RequestError(400, 'invalid_input', `${id} is no message id: see "redress mail list"`);
  const [mail, another] = await findMail(instance.db.query, id);
  if (!mail) throw new RequestError(404, 'not_found', `there is no message ${id}`);
  if (another)
    throw new RequestError(
      400,
      'ambiguous',
      `several messages begin with ${id}: give more of the id`,
    );
  return mail;
}

const facts = (mail: MailSummary): string =>
  [
    ['Message', mail.messageId],
    ['Case', mail.reference ?? '–'],
    ['Purpose', mail.purpose],
    ['State', mail.reason ? `${mail.state} (${mail.reason})` : mail.state],
    ['To', mail.to ?? '–'],
    ['Message-ID', mail.rfcMessageId ?? '–'],
    ...(mail.localeFallback ? [['Language', 'a fallback: there is no template in theirs']] : []),
    ['Tries', String(mail.attempts)],
    ['Wanted at', mail.createdAt.toISOString()],
    ['Changed at', mail.updatedAt.toISOString()],
  ]
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

const headersOf = (raw: string): string => raw.slice(0, Math.max(0, raw.indexOf('\r\n\r\n')));

async function show(instance: CliInstance, id: string, options: { raw?: boolean }): Promise<void> {
  const mail = await findOne(instance, id);
  if (mail.raw === null) {
    if (options.raw)
      throw new RequestError(
        404,
        'not_caught',
        'this message was not caught: its mail is not kept',
      );
    instance.print(mail, facts(mail));
    return;
  }
  const text = `${headersOf(mail.raw).replaceAll('\r\n', '\n')}\n\n${mail.text ?? ''}`;
  instance.print(mail, options.raw ? mail.raw : text);
}

async function settle(instance: CliInstance, id: string, decision: string): Promise<void> {
  if (decision !== 'sent' && decision !== 'again')
    throw new RequestError(
      400,
      'invalid_input',
      'expected "sent" (it arrived) or "again" (send it again)',
    );
  const { messageId } = await findOne(instance, id);
  const at = instance.clock.now();
  await instance.db.transaction(async (tx) => {
    const message = await settleDoubt(tx, messageId, decision, at);
    if (!message)
      throw new RequestError(409, 'not_in_doubt', `message ${messageId} is not in doubt`);
    if (decision === 'sent')
      tx.publish(reportOf(message, { status: 'sent', reason: 'settled_by_person', at }));
  });
  const text = decision === 'sent' ? 'Noted as sent.' : 'It goes out again.';
  instance.print({ messageId, decision }, text);
}

/** Adds `mail list`, `mail show` and `mail settle`. */
export const addMailCommands: AddCommands = (program, run) => {
  const mail: Command = program.command('mail').description('outgoing messages and caught mail');
  mail
    .command('list')
    .description('the newest messages and what became of them')
    .option('--case <reference>', 'of this case only')
    .option('--state <state>', `in this state only: ${states.join(', ')}`)
    .option('--limit <number>', 'how many at most', String(LIST_DEFAULT))
    .action((options: ListOptions) => run((instance) => list(instance, options)));
  mail
    .command('show <message>')
    .description(
      'one message (the beginning of its id is enough); a caught mail with headers and text',
    )
    .option('--raw', 'the caught mail as it would have gone out')
    .action((id: string, options: { raw?: boolean }) =>
      run((instance) => show(instance, id, options)),
    );
  mail
    .command('settle <message> <sent|again>')
    .description('say whether a message in doubt arrived, or is to be sent again')
    .action((id: string, decision: string) => run((instance) => settle(instance, id, decision)));
};
