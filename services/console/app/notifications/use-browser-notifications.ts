// Notifications shown by the browser (Notifications API), while no page of the console is in view. Leave for it is asked on the page of
// preferences alone. They say what kind of thing happened, the case number and what is due: no names, no texts.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isReader } from '../api/change-stream.ts';
import { preferencesQuery } from '../api/preferences.ts';
import { exactTime } from '../ui/durations.ts';
import type { Notification as OwnNotification } from './notifications-query.ts';

const IN_VIEW = 'redress-in-view';
/** More at once are not shown one by one: the bell has them. */
const SHOWN_MAX = 3;

/** While this tab is in view it holds a lock, by which the others know; a tab that is killed lets it go. */
function useInView(): void {
  useEffect(() => {
    if (!('locks' in navigator)) return;
    let release = () => {};
    const look = () => {
      release();
      if (document.visibilityState !== 'visible') return;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      void navigator.locks.request(IN_VIEW, { mode: 'shared' }, () => held);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      release();
    };
  }, []);
}

/** Whether any tab of the console is in view. */
async function isInView(): Promise<boolean> {
  if (document.visibilityState === 'visible') return true;
  if (!('locks' in navigator)) return false;
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === IN_VIEW);
}

/** Shows those that are new since the app was opened. `newest` is undefined until they were read. */
export function useBrowserNotifications(newest: readonly OwnNotification[] | undefined): void {
  const { t, i18n } = useTranslation('notifications', { useSuspense: false });
  const navigate = useNavigate();
  const { data: preferences } = useQuery(preferencesQuery);
  const wanted = preferences?.browserNotifications === true;
  const known = useRef<Set<string> | undefined>(undefined);
  useInView();
  useEffect(() => {
    if (!newest) return;
    const before = known.current;
    known.current = new Set(newest.map(({ notificationId }) => notificationId));
    // What was there when the app was opened is no news, and one tab of all shows it.
    const fresh = before
      ? newest.filter((one) => !before.has(one.notificationId) && !one.readAt)
      : [];
    if (fresh.length === 0 || !wanted || !isReader()) return;
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    const show = ({ notificationId, reference, kind, dueAt }: OwnNotification) => {
      const due = t('browser.due', { time: exactTime(dueAt, i18n.language) });
      const shown = new Notification(t('browser.title', { what: t(`kinds.${kind}`), reference }), {
        body: due,
        tag: notificationId,
        lang: i18n.language,
      });
      shown.onclick = () => {
        window.focus();
        shown.close();
        void navigate({ to: '/cases/$reference', params: { reference } });
      };
    };
    void isInView().then((inView) => {
      if (!inView) for (const one of fresh.slice(0, SHOWN_MAX)) show(one);
    });
  }, [newest, wanted, t, i18n.language, navigate]);
}
