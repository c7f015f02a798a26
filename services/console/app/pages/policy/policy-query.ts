// The policy as the API tells it, and what is done to it.
import { queryOptions } from '@tanstack/react-query';
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

/** What a text would change, or what is wrong with it. */
export const checkQuery = (yaml: string) =>
  queryOptions({
    queryKey: ['policy-check', yaml],
    placeholderData: (before) => before,
    queryFn: () => answered(api.POST('/api/v1/policy/check', { body: { yaml: yaml || '{}' } })),
  });

/** Publishes a version, unless another one came in between. */
export const publishPolicy = (body: { yaml: string; note: string; basedOn: number }) =>
  answered(api.POST('/api/v1/policy/versions', { body }));
