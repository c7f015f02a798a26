// All pages of the console: where each is, who sees it in the menu, and how it is loaded. A page's own folder is pages/<name>.
import type { ComponentType } from 'react';
import type { Session } from './api/session.ts';

export type PageModule = { Page: ComponentType };

/** A page. Rights are the server's to check; `isFor` only keeps the menu to what is of use. */
export type PageDefinition = {
  /** Under /console; a parameter is written `$reference`. */
  path: string;
  load(): Promise<PageModule>;
  /** What it shows first, asked for while the page itself is still loaded. */
  ahead?(place: { params: Record<string, string>; search: Record<string, unknown> }): Promise<void>;
  /** Its files of texts, loaded with it; absent: the one called as its path begins. */
  texts?: readonly string[];
  /** Shown without a session, and without the shell. */
  open?: true;
  isFor?(session: Session): boolean;
  /** Its place in the menu; what has none is reached from elsewhere. Text: `nav.<key>` of shell.json. */
  menu?: {
    key: string;
    section: 'work' | 'lead' | 'manage' | 'admin';
    icon: MenuIcon;
    shortcut?: string;
  };
};

export type MenuIcon =
  | 'work'
  | 'log'
  | 'approvals'
  | 'board'
  | 'social'
  | 'triage'
  | 'overview'
  | 'classifier'
  | 'actions'
  | 'policy'
  | 'templates'
  | 'channels'
  | 'people'
  | 'mail'
  | 'reads'
  | 'erasures'
  | 'settings'
  | 'ledger';

const ladder = ['frontline', 'supervisor', 'department_manager', 'senior_management'];

/** Whether somebody stands at or above a role of the ladder; administrators and auditors stand beside it. */
export const isAtLeast = (session: Session, role: string): boolean =>
  ladder.includes(session.role) && ladder.indexOf(session.role) >= ladder.indexOf(role);

/** Whether somebody stands beside the ladder: administrators and auditors. */
const isBeside = ({ role }: Session): boolean => role === 'admin' || role === 'auditor';

/** Pages in the order of the menu. One line each; the first whose `isFor` holds is where one arrives. */
export const pages: PageDefinition[] = [
  {
    path: '/work',
    load: () => import('./pages/work/work-page.tsx').then(({ Page }) => ({ Page })),
    ahead: ({ search }) =>
      import('./pages/work/work-query.ts').then((work) => work.askAhead(search)),
    menu: { key: 'work', section: 'work', icon: 'work' },
  },
  {
    path: '/log-complaint',
    load: () =>
      import('./pages/log-complaint/log-complaint-page.tsx').then(({ Page }) => ({ Page })),
    isFor: (session) => isAtLeast(session, 'frontline'),
    menu: { key: 'log', section: 'work', icon: 'log' },
  },
  { path: '/sign-in', load: () => import('./pages/sign-in/sign-in-page.tsx'), open: true },
  {
    path: '/join',
    texts: ['sign-in'],
    load: () => import('./pages/join/join-page.tsx'),
    open: true,
  },
  {
    path: '/forgotten',
    texts: ['sign-in'],
    load: () => import('./pages/forgotten/forgotten-page.tsx'),
    open: true,
  },
  {
    path: '/second-factor',
    texts: ['sign-in'],
    load: () => import('./pages/second-factor/second-factor-page.tsx'),
    open: true,
  },
  { path: '/account', load: () => import('./pages/account/account-page.tsx') },
  {
    path: '/preferences',
    load: () => import('./pages/preferences/preferences-page.tsx').then(({ Page }) => ({ Page })),
  },
  {
    path: '/board',
    texts: ['board', 'case-actions'],
    load: () => import('./pages/board/board-page.tsx').then(({ Page }) => ({ Page })),
    isFor: (session) => isAtLeast(session, 'supervisor') || isBeside(session),
    menu: { key: 'board', section: 'lead', icon: 'board' },
  },
  {
    path: '/triage',
    load: () => import('./pages/triage/triage-page.tsx').then(({ Page }) => ({ Page })),
    isFor: (session) => isAtLeast(session, 'supervisor') || isBeside(session),
    menu: { key: 'triage', section: 'lead', icon: 'triage' },
  },
  {
    path: '/approvals',
    texts: ['approvals', 'case-actions'],
    load: () => import('./pages/approvals/approvals-page.tsx').then(({ Page }) => ({ Page })),
    isFor: (session) => isAtLeast(session, 'frontline'),
    menu: { key: 'approvals', section: 'work', icon: 'approvals' },
  },
  {
    path: '/social',
    texts: ['social', 'case'],
    load: () => import('./pages/social/social-page.tsx').then(({ Page }) => ({ Page })),
    isFor: ({ responderFor }) => responderFor.length > 0,
    menu: { key: 'social', section: 'work', icon: 'social' },
  },
  {
    path: '/corrective-actions',
    texts: ['corrective-actions', 'case-actions'],
    load: () =>
      import('./pages/corrective-actions/corrective-actions-page.tsx').then(({ Page }) => ({
        Page,
      })),
    menu: { key: 'actions', section: 'manage', icon: 'actions' },
  },
  {
    path: '/cases/$reference',
    texts: ['case', 'case-actions'],
    load: () => import('./pages/case/case-page.tsx').then(({ Page }) => ({ Page })),
    ahead: ({ params }) =>
      import('./pages/case/case-query.ts').then((one) => one.askAhead(params.reference ?? '')),
  },
  {
    path: '/overview',
    load: () => import('./pages/overview/overview-page.tsx').then(({ Page }) => ({ Page })),
    isFor: (session) => isAtLeast(session, 'supervisor') || isBeside(session),
    menu: { key: 'overview', section: 'manage', icon: 'overview' },
  },
  {
    path: '/overview/cases',
    load: () => import('./pages/overview/cases-of-page.tsx').then(({ Page }) => ({ Page })),
  },
  {
    path: '/classifier',
    load: () => import('./pages/classifier/classifier-page.tsx').then(({ Page }) => ({ Page })),
    isFor: (session) => isAtLeast(session, 'supervisor') || isBeside(session),
    menu: { key: 'classifier', section: 'manage', icon: 'classifier' },
  },
  {
    path: '/channels',
    load: () => import('./pages/channels/channels-page.tsx').then(({ Page }) => ({ Page })),
    texts: ['channels', 'channel-accounts'],
    isFor: (session) => isAtLeast(session, 'supervisor') || session.role === 'admin',
    menu: { key: 'channels', section: 'admin', icon: 'channels' },
  },
  {
    path: '/people',
    load: () => import('./pages/people/people-page.tsx'),
    isFor: isBeside,
    menu: { key: 'people', section: 'admin', icon: 'people' },
  },
  {
    path: '/policy',
    texts: ['policy', 'policy-fields'],
    load: () => import('./pages/policy/policy-page.tsx').then(({ Page }) => ({ Page })),
    menu: { key: 'policy', section: 'admin', icon: 'policy' },
  },
  {
    path: '/templates',
    load: () => import('./pages/templates/templates-page.tsx').then(({ Page }) => ({ Page })),
    isFor: ({ role }) => role === 'admin',
    menu: { key: 'templates', section: 'admin', icon: 'templates' },
  },
  {
    path: '/caught-mail',
    load: () => import('./pages/caught-mail/caught-mail-page.tsx').then(({ Page }) => ({ Page })),
    isFor: ({ role }) => role === 'admin',
    menu: { key: 'mail', section: 'admin', icon: 'mail' },
  },
  {
    path: '/reads',
    load: () => import('./pages/reads/reads-page.tsx').then(({ Page }) => ({ Page })),
    isFor: isBeside,
    menu: { key: 'reads', section: 'admin', icon: 'reads' },
  },
  {
    path: '/erasures',
    load: () => import('./pages/erasures/erasures-page.tsx').then(({ Page }) => ({ Page })),
    isFor: isBeside,
    menu: { key: 'erasures', section: 'admin', icon: 'erasures' },
  },
];

/** Files of texts of a page. */
export const textsOf = ({ path, texts }: PageDefinition): readonly string[] =>
  texts ?? path.split('/').slice(1, 2);
