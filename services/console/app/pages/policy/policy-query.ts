// The policy as the API tells it, and what is done to it.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api } from '../../api/client.ts';

/** The version in force for new cases. */
export const policyQuery = queryOptions({
  queryKey: ['policy'],
  queryFn: () => answered(api.GET('/api/v1/policy')),
});

/** All versions, the newest first. */
export const versionsQuery = queryOptions({
  queryKey: ['policy', 'versions'],
  queryFn: () => answered(api.GET('/api/v1/policy/versions')),
});

/** A version as it was written, and all that it says. Versions never change. */
export const versionQuery = (number: number) =>
  queryOptions({
    queryKey: ['policy-version', number],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      answered(api.GET('/api/v1/policy/versions/{number}', { params: { path: { number } } })),
  });

/** What one version says otherwise than another. */
export const compareQuery = (since: number, number: number) =>
  queryOptions({
    queryKey: ['policy-compare', since, number],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      answered(
        api.GET('/api/v1/policy/versions/{number}/changes', {
          params: { path: { number }, query: { since } },
        }),
      ),
  });

/** The fields of a policy, and what holds where an organisation writes nothing. They change with the program only. */
export const schemaQuery = queryOptions({
  queryKey: ['policy-schema'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: () => answered(api.GET('/api/v1/policy/schema')),
});

/** What a text would change, or what is wrong with it. */
export const checkQuery = (yaml: string) =>
  queryOptions({
    queryKey: ['policy', 'check', yaml],
    placeholderData: keepPreviousData,
    queryFn: () => answered(api.POST('/api/v1/policy/check', { body: { yaml: yaml || '{}' } })),
  });

/** Publishes a version, unless another one came in between. */
export const publishPolicy = (body: { yaml: string; note: string; basedOn: number }) =>
  answered(api.POST('/api/v1/policy/versions', { body }));

/** So many cases are moved in one request, so that progress is seen. */
const MOVED_AT_ONCE = 50;

/** Moves some open cases to a version; `more`: there are others. */
export const moveSome = (number: number, body: { reason: string; after?: string }) =>
  answered(
    api.POST('/api/v1/policy/versions/{number}/cases', {
      params: { path: { number } },
      body: { ...body, most: MOVED_AT_ONCE },
    }),
  );
