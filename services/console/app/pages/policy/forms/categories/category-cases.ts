// How many cases are about a category, as far as lists count (1000).
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '../../../../api/client.ts';

/** What all of these are asked by. */
export const categoryCasesKey = ['category-cases'] as const;

export type CaseCount = { count: number; more: boolean };

async function counted(category: string, open: boolean): Promise<CaseCount> {
  const query = { category: [category], count: true, limit: 1, ...(open ? { open } : {}) };
  const { total } = await answered(api.GET('/api/v1/cases', { params: { query } }));
  return total ?? { count: 0, more: false };
}

/** Open ones and all of a category. */
export const categoryCasesQuery = (category: string) =>
  queryOptions({
    queryKey: [...categoryCasesKey, category],
    queryFn: async () => {
      const [open, all] = await Promise.all([counted(category, true), counted(category, false)]);
      return { open, all };
    },
  });
