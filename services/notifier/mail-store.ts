// Caught mail (when there is no SMTP server), and what the command line shows of messages. SQL only.
import type { Query, Tx } from '#shared/db.ts';

/** A mail that was kept instead of sent. */
export type CaughtMail = {
  messageId: string;
  sender: string;
  recipient: string;
  subject: string;
  textPart: string;
  raw: Buffer;
};

/** Keeps mails; one that is kept already stays as it is. */
export async function insertCaughtMail(
  tx: Tx,
  mails: readonly CaughtMail[],
  now: Date,
): Promise<void> {
  await tx.query(
    `insert into notifier.caught_mail (message_id, sender, recipient, subject, text_part, raw, caught_at)
     select u.message_id, u.sender, u.recipient, u.subject, u.text_part, decode(u.raw, 'base64'), $7
     from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
       as u(message_id, sender, recipient, subject, text_part, raw)
     on conflict (message_id) do nothing`,
    [
      mails.map((mail) => mail.messageId),
      mails.map((mail) => mail.sender),
      mails.map((mail) => mail.recipient),
      mails.map((mail) => mail.subject),
      mails.map((mail) => mail.textPart),
      mails.map((mail) => mail.raw.toString('base64')),
      now,
    ],
  );
}

/** A message as operators see it. */
export type MailSummary = {
  messageId: string;
  reference: string | null;
  purpose: string;
  via: string;
  to: string | null;
  subject: string | null;
  state: string;
  reason: string | null;
  rfcMessageId: string | null;
  attempts: number;
  localeFallback: boolean;
  createdAt: Date;
  updatedAt: Date;
};

const summaryColumns = `m.message_id as "messageId", m.reference, m.purpose, m.via, coalesce(m.address,
  m.request #>> '{recipient,handle}', m.request #>> '{recipient,platformUserId}') as "to", c.subject, m.state, m.reason,
  m.rfc_message_id as "rfcMessageId", m.attempts, m.locale_fallback as "localeFallback", m.created_at as "createdAt",
  m.updated_at as "updatedAt"`;

/** The newest messages, of one case or in one state if asked for. */
export async function listMail(
  query: Query,
  filter: { reference?: string | undefined; state?: string | undefined; limit: number },
): Promise<MailSummary[]> {
  return query(
    `select ${summaryColumns} from notifier.messages m left join notifier.caught_mail c using (message_id)
     where ($1::text is null or m.reference = $1) and ($2::text is null or m.state = $2)
     order by m.created_at desc, m.message_id limit $3`,
    [filter.reference ?? null, filter.state ?? null, filter.limit],
  );
}

/** One message, with its caught mail if it was caught. */
export type MailDetails = MailSummary & { text: string | null; raw: string | null };

/** Messages whose id begins with the given text (at most two, to tell that it is not unique). */
export async function findMail(query: Query, idStart: string): Promise<MailDetails[]> {
  const rows = await query<MailDetails & { bytes: Buffer | null }>(
    `select ${summaryColumns}, c.text_part as text, c.raw as bytes
     from notifier.messages m left join notifier.caught_mail c using (message_id)
     where starts_with(m.message_id::text, lower($1)) order by m.created_at desc limit 2`,
    [idStart],
  );
  return rows.map(({ bytes, ...row }) => ({ ...row, raw: bytes?.toString('utf8') ?? null }));
}

/** A message as the API lists it. */
export type MailLine = MailSummary & { templateVersion: number | null; caught: boolean };
export type MailPlace = { createdAt: string; messageId: string };

const lineColumns = `${summaryColumns}, m.template_version as "templateVersion", c.message_id is not null as caught`;

/** A page of messages, the newest first. Times are kept to the millisecond, so that a cursor names them. */
export async function pageMails(
  query: Query,
  filter: {
    caught?: boolean | undefined;
    state?: string | undefined;
    reference?: string | undefined;
    after?: MailPlace | undefined;
    limit: number;
  },
): Promise<MailLine[]> {
  const { after } = filter;
  return query(
    `select ${lineColumns} from notifier.messages m left join notifier.caught_mail c using (message_id)
     where ($1::boolean is null or (c.message_id is not null) = $1) and ($2::text is null or m.state = $2)
       and ($3::text is null or m.reference = $3)
       and ($4::timestamptz is null or (m.created_at, m.message_id) < ($4, $5::uuid))
     order by m.created_at desc, m.message_id desc limit $6`,
    [
      ...[filter.caught ?? null, filter.state ?? null, filter.reference ?? null],
      ...[after?.createdAt ?? null, after?.messageId ?? null, filter.limit],
    ],
    { prepare: false },
  );
}

/** One message by its whole id. */
export async function showMail(
  query: Query,
  messageId: string,
): Promise<(MailLine & { text: string | null; raw: string | null }) | undefined> {
  const [row] = await query<MailLine & { text: string | null; bytes: Buffer | null }>(
    `select ${lineColumns}, c.text_part as text, c.raw as bytes
     from notifier.messages m left join notifier.caught_mail c using (message_id) where m.message_id = $1`,
    [messageId],
  );
  if (!row) return undefined;
  const { bytes, ...line } = row;
  return { ...line, raw: bytes?.toString('utf8') ?? null };
}

/** Somebody was shown a message (R72). Within an hour the same person and message is one row. */
export async function putMailRead(
  query: Query,
  { staffId, messageId, at }: { staffId: string; messageId: string; at: Date },
): Promise<void> {
  await query(
    `insert into notifier.mail_reads as r (staff_id, message_id, hour, times, first_at, last_at)
     values ($1, $2, date_trunc('hour', $3::timestamptz, 'UTC'), 1, $3, $3)
     on conflict (message_id, hour, staff_id) do update set times = r.times + 1,
       last_at = greatest(r.last_at, excluded.last_at)`,
    [staffId, messageId, at],
  );
}
/** Which of these addresses (lower case) are mailboxes that were added in the console. */
export async function readOwnMailboxes(
  query: Query,
  addresses: readonly (string | undefined)[],
): Promise<string[]> {
  const asked = [...new Set(addresses.filter((address) => address !== undefined))];
  if (asked.length === 0) return [];
  const rows = await query<{ address: string }>(
    `select lower(a.address) as address from email.published_accounts a where lower(a.address) = any($1::text[])
     union
     select lower(a.user_name) from email.published_accounts a where lower(a.user_name) = any($1::text[])`,
    [asked],
  );
  return rows.map(({ address }) => address);
}
