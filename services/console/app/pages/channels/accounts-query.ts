// The accounts on platforms that administrators added, and what can be done to these, as the API tells it.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';
import type { ChannelAct } from './channels-query.ts';

export type SocialAccount = Schema<'SocialAccount'>;
export type AccountTrial = Schema<'SocialTrial'>;

/** What is sent of an account; without tokens those that are stored stay. */
export type AccountBody = Pick<SocialAccount, 'name' | 'clientId' | 'pollSeconds' | 'since'> & {
  userId: string | null;
  accessToken?: string;
  refreshToken?: string;
  clientSecret?: string;
};

/** The accounts that were added here, and whether one more may be. */
export const socialAccountsQuery = queryOptions({
  queryKey: ['channels', 'accounts'],
  queryFn: () => answered(api.GET('/api/v1/channels/accounts')),
});

/** Who changed what about them, newest first. */
export const accountRecordQuery = infiniteQueryOptions({
  queryKey: ['channels', 'accounts', 'record'],
  initialPageParam: undefined as number | undefined,
  queryFn: ({ pageParam }) =>
    answered(
      api.GET('/api/v1/channels/accounts/record', {
        params: { query: { limit: 50, ...(pageParam ? { before: pageParam } : {}) } },
      }),
    ),
  getNextPageParam: (page) => page.next,
});

/** Tests an account as it is saved, by its connector's name. */
export const testAccount = (name: string) =>
  answered(api.POST('/api/v1/channels/accounts/test', { body: { name } }));

/** Tests what was entered; `accountId`: of the one that is being changed. */
export const testEnteredAccount = (body: AccountBody & { accountId?: string }) =>
  answered(api.POST('/api/v1/channels/accounts/trial', { body }));

/** Adds an account. */
export const addAccount = ({ accessToken = '', ...body }: AccountBody) =>
  answered(api.POST('/api/v1/channels/accounts', { body: { ...body, accessToken } }));

/** Changes one, unless somebody else did since it was read. */
export const changeAccount = ({ accountId, version }: SocialAccount, body: AccountBody) =>
  answered(
    api.PUT('/api/v1/channels/accounts/{accountId}', {
      params: { path: { accountId }, header: { 'If-Match': `"${version}"` } },
      body,
    }),
  );

/** Pauses, resumes or removes one. */
export async function actOnAccount(accountId: string, act: ChannelAct): Promise<void> {
  const params = { path: { accountId } };
  if (act === 'remove') await api.DELETE('/api/v1/channels/accounts/{accountId}', { params });
  else if (act === 'pause')
    await api.POST('/api/v1/channels/accounts/{accountId}/pause', { params });
  else await api.POST('/api/v1/channels/accounts/{accountId}/resume', { params });
}
