// From the list of pages to routes. What is open stands beside the shell, all else within it.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { applyPreferences, preferencesQuery } from './api/preferences.ts';
import { queryClient } from './api/query.ts';
import { sessionQuery } from './api/session.ts';
import { type PageDefinition, pages, textsOf } from './pages.ts';
import { Shell } from './shell/shell.tsx';
import { NothingHere, PageFailed, PageLoading } from './shell/whole-page.tsx';
import { readyTexts } from './texts/i18n.ts';

/** Before anything of the shell shows: as its reader set it, at whatever desk. A console that looks otherwise is better than none. */
async function dressUp(): Promise<void> {
  if (queryClient.getQueryData(preferencesQuery.queryKey)) return;
  const preferences = await queryClient.ensureQueryData(preferencesQuery).catch(() => undefined);
  if (preferences) await applyPreferences(preferences);
}

const root = createRootRoute({ component: Outlet });

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: async ({ location }) => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    // The page of signing in stands outside; were it missing, this would lead to itself.
    if (session?.restricted)
      throw redirect({ href: `/second-factor?to=${encodeURIComponent(location.href)}` });
    if (session) return dressUp();
    if (location.pathname === '/sign-in') return;
    // Only a path of ours goes along (S30).
    throw redirect({ href: `/sign-in?to=${encodeURIComponent(location.href)}` });
  },
});

// With its texts: what is still loaded when it shows, React hides for a third of a second.
const lazily = (page: PageDefinition) =>
  lazyRouteComponent(async () => {
    const [module] = await Promise.all([page.load(), readyTexts(textsOf(page))]);
    return module;
  }, 'Page');

const open = pages
  .filter((page) => page.open)
  .map((page) =>
    createRoute({ getParentRoute: () => root, path: page.path, component: lazily(page) }),
  );

type Entered = {
  cause: string;
  params: object;
  location: { search: object };
};

// Once somebody goes there: a link that is only pointed at reads no case (R72).
function askAhead(page: PageDefinition, { cause, params, location }: Entered): void {
  if (cause !== 'enter') return;
  const place = { params: { ...params }, search: { ...location.search } };
  // What fails here is asked again by the page, which says so.
  page.ahead?.(place).catch(() => undefined);
}

const closed = pages
  .filter((page) => !page.open)
  .map((page) =>
    createRoute({
      getParentRoute: () => inside,
      path: page.path,
      beforeLoad: (entered) => askAhead(page, entered),
      component: lazily(page),
    }),
  );

const home = createRoute({
  getParentRoute: () => inside,
  path: '/',
  beforeLoad: async () => {
    const session = await queryClient.ensureQueryData(sessionQuery);
    const first = pages.find((page) => session && page.menu && (page.isFor?.(session) ?? true));
    if (first) throw redirect({ href: first.path, replace: true });
  },
  component: NothingHere,
});

const nowhere = createRoute({ getParentRoute: () => inside, path: '$', component: NothingHere });

/** The router of the app, under /console. */
export const router = createRouter({
  routeTree: root.addChildren([inside.addChildren([home, ...closed, nowhere]), ...open]),
  basepath: '/console',
  defaultPreload: 'intent',
  defaultPendingComponent: PageLoading,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
});
