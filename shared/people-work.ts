// How staff work: languages, skills, shift, whom they report to, when they are away. Who gets what is decided in services.
import { z } from 'zod';
import { minutesOf, weekdays } from './calendar/openings.ts';
import type { Query, Tx } from './db.ts';
import { RequestError } from './errors.ts';

const hours = z
  .array(
    z
      .string()
      .regex(
        /^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
        'expected hours like "09:00-17:00"',
      ),
  )
  .max(6)
  .refine((day) => {
    const open = minutesOf(day);
    return open.every(({ from, to }, index) => from < to && (open[index + 1]?.from ?? to) >= to);
  }, 'hours must end after they begin, and not overlap');

export const shiftSchema = z
  .partialRecord(z.enum(weekdays), hours)
  .describe('Working hours by weekday; days that are not named are free.');
export type Shift = z.infer<typeof shiftSchema>;

const word = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}_-]{1,50}$/u, 'expected a word of at most 50 letters');

/** What can be set of how somebody works; what is absent stays as it is, null takes it away. */
export const workSchema = z.strictObject({
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/, 'expected a language like "en"'))
    .max(20)
    .optional()
    .describe('Languages they write to customers in, besides that of their own lists.'),
  skills: z.array(word).max(50).optional().describe('What routing can ask for.'),
  reportsTo: z
    .string()
    .min(1)
    .max(320)
    .nullish()
    .describe('Whom they report to, by e-mail address or id: impartiality (R21), overdue tasks.'),
  shift: shiftSchema.nullish(),
  calendar: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,49}$/)
    .nullish()
    .describe('The calendar of the policy that they work by; the default one when absent.'),
});
export type WorkOf = z.infer<typeof workSchema>;

const AWAY_DAYS_MAX = 400;
const EARLIEST = Date.parse('2000-01-01T00:00:00Z');
const LATEST = Date.parse('2100-01-01T00:00:00Z');

const instant = z.iso.datetime({ offset: true }).refine((text) => {
  const at = Date.parse(text);
  return at >= EARLIEST && at < LATEST;
}, 'expected a time between the years 2000 and 2099');

/** Away from one instant until another (RFC 3339), and who stands in (e-mail address or id). */
export const awaySchema = z
  .strictObject({
    from: instant.optional().describe('RFC 3339; now when absent'),
    until: instant.describe(`RFC 3339: back from then on; at most ${AWAY_DAYS_MAX} days later`),
    deputy: z.string().min(1).max(320).optional().describe('who stands in: e-mail address or id'),
  })
  .describe('when somebody is away, and who stands in');
export type Away = z.infer<typeof awaySchema>;

async function staffIdOf(query: Query, who: string, what: string): Promise<string> {
  const [row] = await query<{ staff_id: string }>(
    'select d.staff_id from people.staff_directory d where d.active and (d.staff_id = $1 or lower(d.email) = lower($1))',
    [who],
  );
  if (!row)
    throw new RequestError(
      422,
      'invalid',
      `${what}: there is no active member of staff ${who}: see "redress user list".`,
    );
  return row.staff_id;
}

/** Those who work on cases: an admin or an auditor does not, and can stand in for nobody (R71). */
async function deputyIdOf(query: Query, who: string): Promise<string> {
  const staffId = await staffIdOf(query, who, 'deputy');
  const [row] = await query<{ role: string }>(
    'select d.role from people.staff_directory d where d.staff_id = $1',
    [staffId],
  );
  if (row?.role === 'admin' || row?.role === 'auditor')
    throw new RequestError(
      422,
      'invalid',
      `deputy: ${who} is ${row.role} and works on no cases: name somebody who does.`,
    );
  return staffId;
}

/** A person must not report to themselves, by way of however many. */
async function refuseCircle(query: Query, staffId: string, boss: string): Promise<void> {
  const rows = await query(
    `with recursive above as (
       select $2::text as staff_id union select s.reports_to from people.staff s join above using (staff_id)
       where s.reports_to is not null)
     select 1 from above where staff_id = $1`,
    [staffId, boss],
  );
  if (rows.length > 0)
    throw new RequestError(422, 'invalid', 'reportsTo: they would report to themselves.');
}

/**
 * Sets how somebody works.
 * @throws RequestError 422 when whom they report to is not there, or reports to them.
 */
export async function setWork(tx: Tx, staffId: string, work: WorkOf): Promise<void> {
  const boss = work.reportsTo ? await staffIdOf(tx.query, work.reportsTo, 'reportsTo') : null;
  if (boss) await refuseCircle(tx.query, staffId, boss);
  await tx.query(
    `update people.staff set
       languages = coalesce($2::text[], languages), skills = coalesce($3::text[], skills),
       reports_to = case when $4 then $5 else reports_to end,
       shift = case when $6 then $7::jsonb else shift end,
       calendar = case when $8 then $9 else calendar end
     where staff_id = $1`,
    [
      staffId,
      work.languages ?? null,
      work.skills ?? null,
      work.reportsTo !== undefined,
      boss,
      work.shift !== undefined,
      work.shift ? JSON.stringify(work.shift) : null,
      work.calendar !== undefined,
      work.calendar ?? null,
    ],
  );
}

/**
 * Sets when somebody is away; null: they are back.
 * @throws RequestError 422 for a time that is over or longer than 400 days, or a deputy who is not there, works on no
 * cases or is themselves.
 */
export async function setAway(
  tx: Tx,
  staffId: string,
  away: Away | null,
  now: Date,
): Promise<void> {
  const from = away && new Date(away.from ?? now);
  const until = away && new Date(away.until);
  if (from && until && (until <= from || until <= now))
    throw new RequestError(422, 'invalid', 'until: must lie ahead, and after "from".');
  if (from && until && until.getTime() - from.getTime() > AWAY_DAYS_MAX * 86_400_000)
    throw new RequestError(
      422,
      'invalid',
      `until: nobody is away for more than ${AWAY_DAYS_MAX} days: deactivate them instead.`,
    );
  const deputy = away?.deputy ? await deputyIdOf(tx.query, away.deputy) : null;
  if (deputy === staffId) throw new RequestError(422, 'invalid', 'deputy: must be somebody else.');
  await tx.query(
    'update people.staff set away_from = $2, away_until = $3, deputy = $4 where staff_id = $1',
    [staffId, from, until, deputy],
  );
}
