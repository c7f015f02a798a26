// One's own account as it is kept.
import type { Tx } from '#shared/db.ts';
import type { Staff } from '#shared/people.ts';
import type { AccountAnswer } from '../api/account-answers.ts';
import type { ConsoleContext } from '../console-context.ts';

type Kept = {
  password: boolean;
  app: boolean;
  recoveryCodesLeft: number;
  passkeys: { passkeyId: string; label: string; createdAt: Date; lastUsedAt: Date | null }[];
};

/** How somebody gets in. */
export async function findAccount(
  { db, config }: Pick<ConsoleContext, 'db' | 'config'>,
  staff: Staff,
): Promise<AccountAnswer> {
  const { staffId, name, email, role, team, locale, languages } = staff;
  const [kept] = await db.query<Omit<Kept, 'passkeys'>>(
    `select exists (select 1 from people.passwords where staff_id = $1) as password,
       exists (select 1 from people.totp where staff_id = $1 and confirmed_at is not null) as app,
       (select count(*)::int from people.recovery_codes where staff_id = $1 and used_at is null) as "recoveryCodesLeft"`,
    [staffId],
  );
  const passkeys = await db.query<Kept['passkeys'][number]>(
    `select credential_id as "passkeyId", label, created_at as "createdAt", last_used_at as "lastUsedAt"
     from people.passkeys where staff_id = $1 order by created_at`,
    [staffId],
  );
  return {
    ...{ staffId, name, email, role, team: team ?? null, locale, languages },
    password: kept?.password ?? false,
    app: kept?.app ?? false,
    recoveryCodesLeft: kept?.recoveryCodesLeft ?? 0,
    secondFactorNeeded: config.secondFactorFor.includes(role),
    passkeys: passkeys.map((each) => ({
      passkeyId: each.passkeyId,
      label: each.label,
      createdAt: each.createdAt.toISOString(),
      lastUsedAt: each.lastUsedAt?.toISOString() ?? null,
    })),
  };
}

/** Sets what somebody says of themselves; what is absent stays. */
export async function setProfile(
  tx: Tx,
  staffId: string,
  {
    name,
    locale,
    languages,
  }: {
    name?: string | undefined;
    locale?: string | undefined;
    languages?: string[] | undefined;
  },
): Promise<void> {
  await tx.query(
    `update people.staff set name = coalesce($2, name), locale = coalesce($3, locale),
       languages = coalesce($4::text[], languages) where staff_id = $1`,
    [staffId, name ?? null, locale ?? null, languages ?? null],
  );
}
