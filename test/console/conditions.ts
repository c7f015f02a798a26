// States of a page that do not depend on what there is: the API fails, cannot be reached, or has not answered yet.
import type { Page, Route } from 'playwright-core';

export type Condition = 'error' | 'offline' | 'loading';

const API = '**/api/v1/**';
// Without these there is no shell; they have their own pictures nowhere, since the whole page is a text then.
const shellNeeds = /\/api\/v1\/(session|preferences|ways-in)(\?|$)/;

const problem = {
  type: 'about:blank',
  title: 'Something went wrong on our side. It was logged.',
  status: 500,
  code: 'internal',
};

const handlers: Record<Condition, (route: Route) => Promise<unknown>> = {
  error: (route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify(problem),
    }),
  offline: (route) => route.abort('connectionrefused'),
  loading: () => new Promise(() => {}),
};

/** Lets the API be so for a page from now on, but for what the shell needs. Gives the way back. */
export async function under(page: Page, condition: Condition): Promise<() => Promise<void>> {
  await page.route(API, (route) =>
    shellNeeds.test(route.request().url()) ? route.continue() : handlers[condition](route),
  );
  return () => page.unrouteAll({ behavior: 'ignoreErrors' });
}

/** Nothing is written from now on: whatever would change something is refused as if the database were away. */
export async function onlyReading(page: Page): Promise<void> {
  await page.route(API, (route) =>
    route.request().method() === 'GET'
      ? route.fallback()
      : route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: JSON.stringify({ ...problem, status: 503, code: 'unavailable' }),
        }),
  );
}
