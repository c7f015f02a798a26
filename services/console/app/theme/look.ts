// The look of this browser: light or dark, and how dense. It stands in a cookie, by which the server dresses the page before any script
// runs, so that it never shows in the wrong one; and it is changed from anywhere by `chooseLook`. What is kept of it for a person, at
// whatever desk: api/preferences.ts.
import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';

export type Theme = 'light' | 'dark' | 'auto';
export type Density = 'comfortable' | 'compact';
export type Look = { theme: Theme; density: Density };

const YEAR_SECONDS = 31_536_000;

function look(): Look {
  const { look: theme, density } = document.documentElement.dataset;
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'auto',
    density: density === 'compact' ? 'compact' : 'comfortable',
  };
}

let told: ((theme: MantineColorScheme) => void) | undefined;

function keep(now: Look): void {
  document.documentElement.dataset.look = now.theme;
  document.documentElement.dataset.density = now.density;
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  // biome-ignore lint/suspicious/noDocumentCookie: cookieStore is not in every browser; nobody else writes this one
  document.cookie = `redress-look=${now.theme}.${now.density}; Path=/console; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
}

/** Changes the look at once; what is absent stays as it is. */
export function chooseLook(change: Partial<Look>): void {
  const before = look();
  keep({ ...before, ...change });
  if (change.theme && change.theme !== before.theme) told?.(change.theme);
}

/** Where Mantine finds the scheme and keeps it. */
export const lookManager: MantineColorSchemeManager = {
  get: () => look().theme,
  set: (theme) => keep({ ...look(), theme }),
  subscribe: (onUpdate) => {
    told = onUpdate;
  },
  unsubscribe: () => {
    told = undefined;
  },
  clear: () => keep({ ...look(), theme: 'auto' }),
};
