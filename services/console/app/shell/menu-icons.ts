// The icons of the menu: one set (Tabler), one weight.
import {
  IconActivity,
  IconAffiliate,
  IconBook2,
  IconBroadcast,
  IconChartBar,
  IconChecks,
  IconEraser,
  IconEye,
  IconFileText,
  IconInbox,
  IconLayoutKanban,
  IconListCheck,
  IconMailOpened,
  IconMessages,
  IconPhonePlus,
  IconSettings,
  IconStethoscope,
  IconUsers,
} from '@tabler/icons-react';
import type { MenuIcon } from '../pages.ts';

/** By the word of pages.ts. */
export const menuIcons: Record<MenuIcon, typeof IconInbox> = {
  work: IconInbox,
  log: IconPhonePlus,
  approvals: IconChecks,
  board: IconLayoutKanban,
  social: IconMessages,
  triage: IconStethoscope,
  overview: IconChartBar,
  classifier: IconAffiliate,
  actions: IconListCheck,
  policy: IconBook2,
  templates: IconFileText,
  channels: IconBroadcast,
  people: IconUsers,
  mail: IconMailOpened,
  reads: IconEye,
  erasures: IconEraser,
  settings: IconSettings,
  ledger: IconActivity,
};
