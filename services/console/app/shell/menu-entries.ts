// Which pages stand in whose menu.
import type { Session } from '../api/session.ts';
import { type PageDefinition, pages } from '../pages.ts';

type Menu = NonNullable<PageDefinition['menu']>;

/** Pages of the menu for somebody. */
export const menuFor = (session: Session): (PageDefinition & { menu: Menu })[] =>
  pages.flatMap((page) =>
    page.menu && (page.isFor?.(session) ?? true) ? [{ ...page, menu: page.menu }] : [],
  );
