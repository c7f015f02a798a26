// What is asked of the API for the page: numbers, what is due, what is held, what was erased and given out; and what is done.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';

export type Preview = Schema<'ErasurePreview'>;
export type CasePreview = Preview['cases'][number];
export type Hold = Schema<'LegalHold'>;

/** The numbers. */
export const planQuery = queryOptions({
  queryKey: ['erasures', 'plan'],
  queryFn: () => answered(api.GET('/api/v1/retention')),
});

const from = (cursor: string) => (cursor ? { cursor } : {});
const paged = { initialPageParam: '', getNextPageParam: ({ next }: { next?: string }) => next };

/** What is past its period, or will be within some days. */
export const dueQuery = (what: 'case' | 'item', withinDays: number) =>
  infiniteQueryOptions({
    ...paged,
    queryKey: ['erasures', 'due', what, withinDays],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/retention/due', {
          params: { query: { what, withinDays, ...from(pageParam) } },
        }),
      ),
    select: ({ pages }) => pages.flatMap(({ due }) => due),
  });

/** What is held. */
export const holdsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['erasures', 'holds'],
  queryFn: ({ pageParam }) =>
    answered(api.GET('/api/v1/holds', { params: { query: from(pageParam) } })),
  select: ({ pages }) => pages.flatMap(({ holds }) => holds),
});

/** What was erased. */
export const erasedQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['erasures', 'erased'],
  queryFn: ({ pageParam }) =>
    answered(api.GET('/api/v1/erasures', { params: { query: from(pageParam) } })),
  select: ({ pages }) => pages.flatMap(({ erasures }) => erasures),
});

/** What was given out. */
export const exportsQuery = infiniteQueryOptions({
  ...paged,
  queryKey: ['erasures', 'exports'],
  queryFn: ({ pageParam }) =>
    answered(api.GET('/api/v1/exports', { params: { query: from(pageParam) } })),
  select: ({ pages }) => pages.flatMap(({ exports }) => exports),
});

const reference = /^c[- ]?[0-9a-z]{4}[- ]?[0-9a-z]{4}$/i;

/** Whose data somebody means by what they typed: a case, or a customer. */
export const subjectOf = (typed: string): { reference: string } | { customer: string } => {
  const said = typed.trim();
  return reference.test(said) ? { reference: said } : { customer: said };
};

/** What is kept of somebody, and what stands against erasing it. Throws Problem. */
export const lookAt = (typed: string): Promise<Preview> =>
  answered(api.POST('/api/v1/erasures/preview', { body: subjectOf(typed) }));

/** What shows cases and their holds is asked again. */
export async function refresh(): Promise<void> {
  const stale = ['erasures', 'case', 'cases', 'work'];
  await Promise.all(stale.map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
}

/** Erases what was looked at. */
export const eraseAll = (body: {
  cases: { reference: string; version: number }[];
  items: string[];
  reason: string;
}) => answered(api.POST('/api/v1/erasures', { body }));

/** Holds or releases a case. */
export const setHold = (which: 'hold' | 'release', reference: string, reason: string) =>
  answered(
    api.POST(`/api/v1/cases/{reference}/${which}` as '/api/v1/cases/{reference}/hold', {
      params: { path: { reference } },
      body: { reason },
    }),
  );

/** The file of what is kept of somebody, saved as the browser saves files. */
export async function saveExport(typed: string, reason: string): Promise<void> {
  const { data, response } = await api.POST('/api/v1/exports', {
    body: { subject: subjectOf(typed), reason },
    parseAs: 'blob',
  });
  const said = response.headers.get('content-disposition') ?? '';
  const link = document.createElement('a');
  link.href = URL.createObjectURL(data as unknown as Blob);
  link.download = /filename="([^"]+)"/.exec(said)?.[1] ?? 'redress-export.json';
  link.click();
  URL.revokeObjectURL(link.href);
}
