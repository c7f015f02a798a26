// Who is signed in. 401 is an answer here, no error: nobody is.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { answered, api, type Schema, setCsrfToken } from './client.ts';
import { isProblem } from './problem.ts';

export type Session = Schema<'Session'>;

/** The session, or null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async (): Promise<Session | null> => {
    try {
      const session = await answered(api.GET('/api/v1/session'));
      setCsrfToken(session.csrfToken ?? undefined);
      return session;
    } catch (error) {
      if (!isProblem(error, 401)) throw error;
      setCsrfToken(undefined);
      return null;
    }
  },
});

/** Who is signed in; only for pages inside the shell, which are not shown to anybody else. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('a page that needs a session was shown without one');
  return data;
}
