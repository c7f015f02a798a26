// How answers are kept: TanStack Query with our rules on what is asked again.
import { QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

const passes = (error: unknown): boolean =>
  error instanceof Problem && (error.status === 0 || error.status === 503 || error.status === 502);

/** The cache of the app. A refusal is not asked again; what was away is, twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && passes(error),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
