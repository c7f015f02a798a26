// Notifications follow what happens: read again as soon as the server says that there is something new, marked read with the case that
// they are about, and shown by the browser where its reader wanted that.
import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useCaseChanges } from '../api/changes.ts';
import { newestQuery, useMarkRead, useReadAgain } from './notifications-query.ts';
import { useBrowserNotifications } from './use-browser-notifications.ts';

const CASE_PATH = /^\/cases\/([^/]+)$/;

/** Once for the app. */
export function useLiveNotifications(): void {
  const readAgain = useReadAgain();
  useCaseChanges({ notified: readAgain });
  const { data } = useQuery(newestQuery);
  useBrowserNotifications(data?.notifications);

  const { mutate, isPending, isError } = useMarkRead();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const open = CASE_PATH.exec(path)?.[1];
  const isNew =
    open !== undefined &&
    data?.notifications.some(({ reference, readAt }) => reference === open && readAt === null);
  useEffect(() => {
    // Whoever has the case before them has seen it; one refusal is enough.
    if (open && isNew && !isPending && !isError && document.visibilityState === 'visible')
      mutate({ reference: open });
  }, [open, isNew, isPending, isError, mutate]);
}
