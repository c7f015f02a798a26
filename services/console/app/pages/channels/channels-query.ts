// How channels fare, as the API tells it.
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';

export type Channel = Schema<'Channel'>;

/** All channels, and how many days their counts are of. */
export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: () => answered(api.GET('/api/v1/channels')),
  refetchInterval: 15_000,
});

/** Tests the connection of a mailbox. */
export const testChannel = (name: string) =>
  answered(api.POST('/api/v1/channels/{name}/test', { params: { path: { name } } }));
export type TestResult = Awaited<ReturnType<typeof testChannel>>;
