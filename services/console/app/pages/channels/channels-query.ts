// How channels fare, the mailboxes that administrators added, and what can be done to these, as the API tells it.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';

export type Channel = Schema<'Channel'>;
export type MailAccount = Schema<'MailAccount'>;
export type ChannelChange = Schema<'ChannelChange'>;
/** Settings of a mailbox; secrets that are not given stay as they are stored. */
export type MailboxBody = Omit<
  MailAccount,
  'accountId' | 'state' | 'version' | 'createdAt' | 'createdBy' | 'changedAt' | 'changedBy'
> & { password?: string; clientSecret?: string; refreshToken?: string };

/** A mailbox or account of which nothing is known yet: neither that it was read nor that it cannot be. */
export const isStarting = ({ kind, state, checkedAt, accountId }: Channel): boolean =>
  (kind === 'mailbox' || (kind === 'social' && accountId !== null)) &&
  state === 'ok' &&
  checkedAt === null;

const LOOK_MS = 15_000;
// Somebody waits for what becomes of a mailbox or account.
const LOOK_SOON_MS = 3_000;

/** All channels, and how many days their counts are of. */
export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: () => answered(api.GET('/api/v1/channels')),
  refetchInterval: ({ state }) =>
    state.data?.channels.some(
      (channel) =>
        channel.accountId !== null && (isStarting(channel) || channel.state === 'failing'),
    )
      ? LOOK_SOON_MS
      : LOOK_MS,
});

/** The mailboxes that were added here. */
export const accountsQuery = queryOptions({
  queryKey: ['channels', 'mailboxes'],
  queryFn: async () => (await answered(api.GET('/api/v1/channels/mailboxes'))).accounts,
});

/** Who changed what, newest first. */
export const recordQuery = infiniteQueryOptions({
  queryKey: ['channels', 'record'],
  initialPageParam: undefined as number | undefined,
  queryFn: ({ pageParam }) =>
    answered(
      api.GET('/api/v1/channels/record', {
        params: { query: { limit: 50, ...(pageParam ? { before: pageParam } : {}) } },
      }),
    ),
  getNextPageParam: (page) => page.next,
});

/** Tests the connection of a mailbox as it is saved. */
export const testChannel = (name: string) =>
  answered(api.POST('/api/v1/channels/{name}/test', { params: { path: { name } } }));

/** Tests what was entered; `accountId`: of the one that is being changed. */
export const testEntered = (body: MailboxBody & { accountId?: string }) =>
  answered(api.POST('/api/v1/channels/mailboxes/trial', { body }));
export type TestResult = Awaited<ReturnType<typeof testEntered>>;

/** Adds a mailbox. */
export const addMailbox = (body: MailboxBody) =>
  answered(api.POST('/api/v1/channels/mailboxes', { body }));

/** Changes one, unless somebody else did since it was read. */
export const changeMailbox = ({ accountId, version }: MailAccount, body: MailboxBody) =>
  answered(
    api.PUT('/api/v1/channels/mailboxes/{accountId}', {
      params: { path: { accountId }, header: { 'If-Match': `"${version}"` } },
      body,
    }),
  );

export type ChannelAct = 'pause' | 'resume' | 'remove';

/** Pauses, resumes or removes one. */
export async function actOnMailbox(accountId: string, act: ChannelAct): Promise<void> {
  const params = { path: { accountId } };
  if (act === 'remove') await api.DELETE('/api/v1/channels/mailboxes/{accountId}', { params });
  else if (act === 'pause')
    await api.POST('/api/v1/channels/mailboxes/{accountId}/pause', { params });
  else await api.POST('/api/v1/channels/mailboxes/{accountId}/resume', { params });
}
