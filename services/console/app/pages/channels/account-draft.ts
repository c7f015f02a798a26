// What is typed about an account on a platform.
import type { AccountBody, SocialAccount } from './accounts-query.ts';

/** An account as it is typed. `renews`: Redress is to renew its token. */
export type AccountDraft = {
  name: string;
  userId: string;
  accessToken: string;
  renews: boolean;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  since: string;
  pollSeconds: number;
};

/** A new one: mentions from today on. */
export const newAccountDraft = (today: string): AccountDraft => ({
  ...{ name: '', userId: '', accessToken: '', renews: true, clientId: '', clientSecret: '' },
  ...{ refreshToken: '', since: today, pollSeconds: 60 },
});

/** One that is there. Its tokens are not known here. */
export const accountDraftOf = (account: SocialAccount): AccountDraft => ({
  ...{ accessToken: '', clientSecret: '', refreshToken: '', name: account.name },
  ...{ userId: account.userId, clientId: account.clientId ?? '', since: account.since ?? '' },
  ...{ renews: account.clientId !== null, pollSeconds: account.pollSeconds },
});

const clientIdOf = ({ renews, clientId }: AccountDraft): string | null =>
  renews ? clientId.trim() || null : null;

/** Whether the stored token is of another account or app, so that it is asked for again. */
export const needsToken = (draft: AccountDraft, account: SocialAccount | undefined): boolean =>
  !account || draft.userId.trim() !== account.userId || clientIdOf(draft) !== account.clientId;

/** What the API is sent. */
export function accountBodyOf(draft: AccountDraft): AccountBody {
  const { accessToken, refreshToken, clientSecret, renews } = draft;
  const tokens = {
    ...(accessToken ? { accessToken: accessToken.trim() } : {}),
    ...(renews && refreshToken ? { refreshToken: refreshToken.trim() } : {}),
    ...(renews && clientSecret ? { clientSecret: clientSecret.trim() } : {}),
  };
  return {
    ...{ name: draft.name, userId: draft.userId.trim() || null, clientId: clientIdOf(draft) },
    ...{ pollSeconds: draft.pollSeconds, since: draft.since || null },
    ...tokens,
  };
}
